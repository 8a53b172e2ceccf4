/**
 * Little exchanges from which older history is composed. One exchange per paragraph; A, B and C are the speakers.
 * Slots: %place %city %food %day %time %film %num %tool %book.
 */

const EN = `
A Are you around %day?
B After %time, yes. Why?
A Thought we could go to %place
B Count me in

A {photo city %num} Greetings from %city!
B Jealous. How is the weather?
A Better than the forecast
B Bring me %food

A Did you watch __%film__?
B Last night! The ending though
A No spoilers, I am halfway through
B My lips are sealed 🤐

A What was the name of that place with the good %food?
B %place! They moved, it is two streets further now
A That explains why I stood in front of a laundrette

A Can you send me the file again?
B {doc notes-%num.pdf 184320}
A Perfect, thank you
B Any time

A My train is %num minutes late
B Classic
A We are standing in a field. There are cows
B Say hi to the cows

A {photo coffee %num} Monday.
B Same here. Second cup already

A How was %city?
B Loud, warm, wonderful. I walked %num km in two days
A Photos or it did not happen
B {photo sea %num} Here you go

A Do you still have my %tool?
B I have **a** %tool. Whether it is yours is a philosophical question
A It has my name on it
B Ah. Then yes

A Lunch?
B %time at %place?
A See you there

A I finished %book
B And?
A I need a week to recover
B Told you

A The wifi is down again
B Have you tried turning it off and on
A I have tried turning **myself** off and on

A Can you look over this paragraph?
B Sure, send it
A > The measurements were repeated on three days and agree within two per cent.
B Clear and short. Keep it

A Happy birthday!! 🎉🎂
B Thank you! ❤️
A Cake %day?
B Cake always

A What time does it start?
B Doors at %time
A I will be there a bit earlier to get seats
B You are the best

A {voice 9}
B {voice 12}
A Ok that is much clearer now

A I am at the shop, do we need anything?
B %food, milk, and batteries
A Which batteries?
B The small ones
A They are all small

A Did you book the table?
B Yes, %day %time, under your name
A Perfect

A Reminder: dentist %day
B Why do you know my schedule better than me
A Because you asked me to remind you

A {photo hills %num} Look at this
B Where is that?
A An hour from %city, by bike
B Next time take me with you

A I tried the recipe
B How did it go?
A Let us say the smoke detector works
B 😂😂😂

A Are you coming tonight?
B Running late, start without me
A We never start without you

A Quick question: do you remember the door code?
B Same as last year
A I do not remember last year either

A Just landed in %city
B Already? That was quick
A Tailwind. And %num episodes of a podcast

A Do you have a minute?
B For you, two
A What do I write on a card for my boss?
B "Congratulations" and your name. Done

A {photo forest %num} Morning run
B It is 6 am
A I know, it is horrible

A Do you know a good plumber?
B The one from %place, wait
B +49 30 1234%num
A You saved my kitchen

A We should visit %city in spring
B We say that every year
A This year we book it. I am looking at trains right now
B Ok now I believe you

A Is the meeting still on?
B Moved to %time
A Good, I can eat first

A What are you reading?
B %book. Slowly
A It gets better after page %num

A Sorry, fell asleep
B At %time?
A It was a long day

A The concert was incredible
B I saw the videos! Third song...
A I cried. Do not tell anyone
B Telling everyone

A Keys?
B On the hook
A Which hook
B The hook hook

A Do we have a plan for %day?
B Nope
A Excellent plan

A {photo field %num} Summer, please come back
B Only %num weeks left
A I am counting

A Could you water my plants while I am away?
B Of course. Until when?
A %day. The fern is dramatic, ignore it

A My laptop makes a strange noise
B Strange how?
A Like a tiny helicopter
B That is the fan. Clean it
A It was a raisin

A I have two tickets for %film
B And one friend?
A Exactly one and a half

A Great talk today!
B Thanks, I was so nervous
A Nobody noticed. Slide 9 was brilliant

A I will call you in five
B Ok
A Make it ten
B 🙂
`;

const DE = `
A Bist du %day da?
B Ab %time, ja
A Dann komme ich kurz vorbei
B Gern, ich mache Kaffee

A {photo field %num} Schau mal
B Wie schön! Wo ist das?
A Kurz hinter %city

A Hast du den Schlüssel?
B Liegt unter der Matte
A Unter welcher?
B Der grünen

A Der Zug hat %num Minuten Verspätung
B Wie immer
A Ich lese, alles gut

A Alles Gute zum Geburtstag! 🎂
B Danke, du Liebe!
A Wir feiern %day nach

A Brauchst du noch was vom Markt?
B Äpfel und %food bitte
A Mach ich

A Wie war der Film?
B %film? Lang, aber gut
A Dann warte ich auf die DVD
B Welches Jahr haben wir noch mal

A Kannst du mir die Unterlagen schicken?
B {doc Unterlagen-%num.pdf 92160}
A Danke!

A Ich bin zu Hause
B Gut. Schlaf schön
A Du auch 🌙

A Was gibt's zum Abendessen?
B %food
A Ich bin in zehn Minuten da

A {voice 14}
B Ich höre es mir gleich an
B Ja, so machen wir es

A Termin ist um %time
B Notiert
A Nicht wieder vergessen
B Ich? Nie.

A Der Garten braucht Regen
B Hier gießt es seit gestern
A Schick was rüber

A Hast du mein %tool gesehen?
B Im Keller, linkes Regal
A Du bist ein Engel
`;

const RU = `
A Привет! Ты дома?
B Буду после %time
A Тогда зайду в гости

A {photo city %num} Смотри, какой вид
B Ух ты! Где это?
A С моста, вчера вечером

A Ты смотрел(а) %film?
B Ещё нет, не рассказывай
A Молчу 🤐

A Как дела?
B Нормально, много работы. А у тебя?
A Тоже. Зато скоро отпуск
B Куда поедешь?
A Думаю, в %city

A С днём рождения! 🎉
B Спасибо большое!
A Всего самого тёплого

A Купить что-нибудь?
B Хлеб и %food, если будет
A Хорошо

A {voice 11}
B Поняла, спасибо

A Во сколько встречаемся?
B В %time у метро
A Отлично, до встречи

A Дочитала %book
B И как?
A Очень. Дам почитать
`;

const AR = `
A صباح الخير
B صباح النور! كيف حالك؟
A بخير والحمد لله

A {photo sea %num} من رحلة الأمس
B ما شاء الله، صورة جميلة
A شكرا لك

A هل أنت متفرغ غدا؟
B نعم، بعد الساعة %time
A إذن نشرب القهوة معا
B على الرحب والسعة ☕️

A كل عام وأنت بخير 🎉
B وأنت بألف خير

A أرسلت لك الملف
B وصل، شكرا جزيلا

A متى تسافر إلى %city؟
B الأسبوع القادم إن شاء الله
A بالسلامة
`;

const JA = `
A おはようございます
B おはよう！今日は寒いですね
A 本当に。コーヒーが必要です☕️

A {photo forest %num} 散歩してきました
B きれいですね！どこですか？
A 家の近くの公園です

A %time に駅で会いましょう
B はい、わかりました
A では後ほど！

A 映画、見ましたか？
B まだです。今週末に行きます
A 感想を聞かせてくださいね

A お誕生日おめでとうございます🎂
B ありがとうございます！

A 写真を送りますね
B {photo hills %num}
A わあ、すごい！
`;

export type BankName = 'en' | 'de' | 'ru' | 'ar' | 'ja';

export type Exchange = { speaker: string; text: string }[];

function parse(source: string): Exchange[] {
  return source
    .trim()
    .split('\n\n')
    .map((block) => block.split('\n').map((line) => ({ speaker: line[0] ?? 'A', text: line.slice(2) })));
}

export function exchanges(): Record<BankName, Exchange[]> {
  return { en: parse(EN), de: parse(DE), ru: parse(RU), ar: parse(AR), ja: parse(JA) };
}

export const SLOTS: Record<string, readonly string[]> = {
  place: [
    'the Italian on the corner',
    'Café Morgenrot',
    'the lake',
    'the climbing gym',
    'the flea market',
    'that ramen bar',
    'the library',
    'the botanical garden',
  ],
  city: [
    'Lisbon',
    'Bergen',
    'Porto',
    'Kraków',
    'Marseille',
    'Ljubljana',
    'Gent',
    'Valencia',
    'Trieste',
    'Uppsala',
    'Leipzig',
    'Basel',
  ],
  food: ['dumplings', 'olives', 'fresh bread', 'mango', 'feta', 'cinnamon buns', 'tomatoes', 'pesto', 'lentils'],
  day: ['on Saturday', 'tomorrow', 'on Thursday', 'next week', 'on Friday evening', 'on Sunday'],
  time: ['18:30', '19:00', '12:15', '9:45', '20:00', '16:30', '8:15'],
  film: ['The Long Tide', 'Paper Moon Street', 'A Winter for Two', 'The Cartographer', 'Sieben Tage Nebel', 'Ocean Nine'],
  num: ['3', '4', '7', '11', '12', '18', '23', '27', '36', '42', '58'],
  tool: ['drill', 'ladder', 'screwdriver', 'blue umbrella', 'bike pump', 'cake tin'],
  book: ['“The Salt Road”', '“Twelve Quiet Rooms”', '“Birds of Passage”', '“Die gläserne Stadt”', '“Small Hours”'],
  p: ['Lisbon', 'Bergen', 'Kraków', 'Leipzig', 'Basel', 'Porto', 'Graz', 'Gent', 'Turku', 'Trieste'],
  n: ['3', '4', '6', '7', '9', '11', '12', '14', '18', '23', '27', '31', '44'],
};

/** Fillings that differ by language. */
export const LOCAL_SLOTS: Partial<Record<BankName, Record<string, readonly string[]>>> = {
  de: {
    day: ['am Samstag', 'morgen', 'am Donnerstag', 'nächste Woche', 'am Freitagabend', 'am Sonntag'],
    food: ['Linsen', 'frisches Brot', 'Tomaten', 'Maultaschen', 'Oliven', 'Zimtschnecken'],
    tool: ['Bohrer', 'Fahrradschloss', 'Maßband', 'Werkzeug'],
    city: ['Potsdam', 'Leipzig', 'Bergen', 'Basel', 'Rheinsberg'],
    film: ['Sieben Tage Nebel', 'Die Kartografin', 'Ein Winter zu zweit'],
  },
  ru: {
    city: ['Тбилиси', 'Выборг', 'Казань', 'Лиссабон', 'Суздаль'],
    food: ['сыр', 'мандарины', 'печенье', 'гречка'],
    film: ['«Долгий прилив»', '«Зима на двоих»', '«Картограф»'],
    book: ['«Соляной путь»', '«Тихие комнаты»', '«Стеклянный город»'],
  },
  ar: { city: ['بيروت', 'القاهرة', 'إسطنبول', 'فاس'] },
};
