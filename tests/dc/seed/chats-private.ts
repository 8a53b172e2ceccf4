/** Recent private conversations, written by hand. Format: see script.ts. */

export interface Conversation {
  /** Key of the person, bot or place. */
  with: string;
  /** Minutes ago that the newest line was written. */
  ends: number;
  /** How many of the newest incoming messages are unread. */
  unread?: number;
  /** The partner has not read the last outgoing message. */
  unseen?: boolean;
  pinned?: boolean;
  muted?: boolean;
  archived?: boolean;
  marked?: boolean;
  draft?: string;
  /** Older messages made from the phrase banks: how many, over how many days, from which bank. */
  older?: { count: number; days: number; bank: 'en' | 'de' | 'ru' | 'ar' | 'ja' };
  script: string;
}

export const PRIVATE_CHATS: Conversation[] = [
  {
    with: 'lena',
    ends: 2,
    unread: 2,
    pinned: true,
    older: { count: 420, days: 400, bank: 'en' },
    script: `
me: Did you see the forecast for the weekend?
them: I did. **Minus nine** and clear skies 😍
me: Clear skies means aurora
them: Clear skies means I need a second sleeping bag
+2h
them: {photo coffee 11} Fuel for packing
me: Is that the place on Kastanienallee?
them: Yes! They have the cardamom buns again
me: {reply 1} Bring me one. Or six.
them: I make no promises
+40m
me: Train leaves at 07:42, platform 9. I booked seats 45 and 46
them: Window?
me: Of course. You sleep, I look at the snow
them: {reply 3} Deal
+1h
me: Packing list is here: https://cabin.example.org/list
  Tick what you have, please!
them: Ticked everything except the headlamp 🔦
me: I have a spare one
+25m
them: You are a hero
them: Also: Noah asks whether we need ||snow chains|| for the car 🙈`,
  },
  {
    with: 'robin',
    ends: 21,
    older: { count: 260, days: 240, bank: 'en' },
    script: `
them: Hey Mira! Long time
me: Robin! How is the new flat?
them: Half of it is still boxes. The other half is plants
me: So nothing has changed 😄
them: Rude. Accurate, but rude
+3h
them: {photo field 3 900x1100} Went cycling, found this
me: Wow, where is that?
them: An hour north of the city. You should come next time
+1d
me: I might. Sunday?
them: Sunday works. Write to me when you are awake, I answer quickly 🙂`,
  },
  {
    with: 'jonas',
    ends: 34,
    unread: 1,
    older: { count: 300, days: 320, bank: 'de' },
    script: `
them: Moin! Hast du die Folien für Donnerstag schon?
me: Fast. Es fehlt nur noch die Grafik auf Seite 7
them: {photo chart 5} Meinst du so etwas?
me: Genau so! Woher hast du die Zahlen?
them: Aus dem Export von gestern, \`metrics-2026-11.csv\`
+50m
me: Kannst du mir die Datei schicken?
them: {doc metrics-2026-11.csv 184320}
me: Danke dir 🙏
them: Kein Problem. Kaffee um drei?
me: Gern. Der in der Küche ist wieder kaputt, also draußen
+1h
them: Dann beim Italiener. Ich zahle, du erzählst mir von **Tromsø**`,
  },
  {
    with: 'mama',
    ends: 58,
    older: { count: 240, days: 380, bank: 'de' },
    script: `
them: Hallo Schatz, bist du gut angekommen?
me: Ja, alles gut! Bin schon zu Hause
them: Gut. Hier regnet es seit gestern
+2h
them: {photo field 8} Aber schau mal, der Garten gestern noch
me: So schön 😍 Sind das die neuen Stauden?
them: Ja, die vom Markt. Papa hat sich fast den Rücken verrenkt
me: Sag ihm, er soll das nicht allein machen!
them: {voice 17}
+30m
me: Hab's gehört, ich lache immer noch
them: Kommst du am dritten Advent?
me: Natürlich. Ich bringe die Zimtsterne mit ⭐️`,
  },
  {
    with: 'anya',
    ends: 95,
    unread: 3,
    older: { count: 220, days: 260, bank: 'ru' },
    script: `
me: Аня, привет! Как прошла выставка?
them: Привет! Отлично, пришло почти двести человек
them: {photo abstract 21} Вот эта работа всем понравилась
me: Ничего себе! Это твоя?
them: Нет, ты что 😄 Моя — план старого депо
me: А, тот с трамваями! Его тоже хочу увидеть
+1h
them: {reply 1} Пришлю, как только отсканирую
me: Договорились. Приезжай в январе?
+2h
them: Думаю, да. Билеты пока недорогие
them: Скинь, пожалуйста, даты, когда ты точно дома
them: И адрес, я опять его потеряла 🙈`,
  },
  {
    with: 'aiko',
    ends: 140,
    older: { count: 160, days: 220, bank: 'ja' },
    script: `
them: ミラさん、こんにちは！
me: こんにちは、あいこさん😊
them: 先週の写真、ありがとうございました
me: いえいえ、楽しかったです！
them: {photo night 6} 昨日、山で撮りました
me: すごい！星がきれいですね✨
them: とても寒かったですけど😅
+3h
me: 次は一緒に行きたいです
them: ぜひ！二月はどうですか？
me: 二月、大丈夫です。楽しみにしています`,
  },
  {
    with: 'yusuf',
    ends: 190,
    unread: 1,
    older: { count: 130, days: 200, bank: 'ar' },
    script: `
them: مرحبا ميرا، كيف حالك؟
me: أهلا يوسف! أنا بخير، وأنت؟
them: الحمد لله. انتهيت اليوم من كتاب الصور
them: {photo sea 14} هذه صورة الغلاف
me: رائعة جدا! أين التقطتها؟
them: في العقبة، قبل الغروب بقليل
+40m
me: أريد نسخة موقعة من فضلك 😄
them: طبعا! سأرسلها لك الأسبوع القادم`,
  },
  {
    with: 'priya',
    ends: 215,
    unseen: true,
    older: { count: 260, days: 300, bank: 'en' },
    script: `
them: Morning! Quick one before stand-up
them: {doc Q4-roadmap-draft.pdf 2483110} Could you check page 4?
me: On it
+25m
me: Page 4 says "launch in Q3" but the table says Q4
them: Ugh. The table is right
  I'll fix the text
them: {doc Q4-roadmap-v2.pdf 2491874} Fixed, thank you!
me: {reply 1} __Much__ better
+3h
them: Also, can you present slide 9? It is your part anyway
me: Sure. Five minutes?
them: Seven if you skip the cat picture
me: The cat picture stays. I can send you the final deck tonight`,
  },
  {
    with: 'oskar',
    ends: 260,
    draft: 'Only if you finally return my ',
    older: { count: 240, days: 340, bank: 'en' },
    script: `
them: sis
them: siiiiis
me: What did you break
them: why do you always assume
me: Experience
them: ok so the oven makes a noise
me: What kind of noise, Oskar
them: {voice 6}
+4m
me: That is the timer 😂
them: ...oh
them: we had a timer all along??
+1h
them: can I borrow your tent in June?`,
  },
  {
    with: 'tomas',
    ends: 320,
    older: { count: 200, days: 260, bank: 'en' },
    script: `
them: ¿Viste el partido? 🔥
me: Only the second half! What a goal
them: Third touch, left foot, **top corner**. I screamed, the dog screamed
me: The neighbours screamed
+20m
them: {photo abstract 31} Made you a poster
me: I am putting that on my wall
them: {edited} Next Saturday at mine, 18:30. Bring chips
me: Deal. I bring the good ones`,
  },
  {
    with: 'david',
    ends: 410,
    older: { count: 230, days: 300, bank: 'en' },
    script: `
me: Why does this deadlock?
  \`\`\`ts
  await lock.run(async () => {
    await save();
    await lock.run(() => notify());
  });
  \`\`\`
them: You take the same lock twice. It is not re-entrant
me: ...
me: Thank you. I stared at it for an hour
them: Classic. Move \`notify()\` out of the inner run and you are fine
+15m
me: {reply 1} Works. I owe you a coffee
them: You owe me nine, but who counts
+2h
them: https://blog.example.com/locks-are-promises — good read about exactly that`,
  },
  {
    with: 'eva',
    ends: 1_500,
    script: `
them: Guten Tag Frau Lindqvist, Ihr Termin ist am **Mittwoch, 2. Dezember um 09:15 Uhr**.
me: Guten Tag! Ja, das passt mir gut.
them: Bitte bringen Sie Ihre Karte und die letzten Befunde mit.
me: Mache ich. Vielen Dank!`,
  },
  {
    with: 'schuster',
    ends: 1_720,
    marked: true,
    script: `
them: Sehr geehrte Frau Lindqvist, am Freitag zwischen 8 und 12 Uhr wird die Heizung gewartet.
me: Guten Morgen Herr Schuster, ich bin zu Hause. Brauchen Sie Zugang zum Keller?
them: Ja bitte. Der Techniker klingelt.
them: {doc Aushang-Heizung.pdf 96420}
me: Alles klar, danke für die Info.`,
  },
  {
    with: 'noah',
    ends: 530,
    older: { count: 170, days: 240, bank: 'en' },
    script: `
them: Snow chains: yes or no?
me: The rental comes with winter tyres
them: That is not a no
me: It is a "probably not"
them: {photo mountains 9} This is the road. Today.
me: Ok. Chains.
them: 😎`,
  },
  {
    with: 'sofia',
    ends: 900,
    older: { count: 150, days: 240, bank: 'en' },
    script: `
them: Have you finished the book?
me: Forty pages left, no spoilers!
them: I will only say ||the gardener||
me: SOFIA
them: 😇
+3h
them: {photo coffee 27 900x1200} Peace offering
me: Accepted`,
  },
  {
    with: 'emma',
    ends: 1_130,
    unread: 2,
    script: `
them: Hi Mira, I hope this finds you well! I came across your profile and was impressed by your work on messaging clients.
them: We are hiring a **Senior Engineer (remote)** at Brightwave. Would you have 15 minutes this week? Details: https://brightwave.example.com/jobs/senior`,
  },
  {
    with: 'stranger',
    ends: 2_900,
    archived: true,
    unread: 1,
    script: `
them: 🚀🚀 Make 300% in 7 days with our FREE masterclass! Only 12 seats left! Join now: https://crypto-masterclass.invalid`,
  },
  {
    with: 'gone',
    ends: 46_000,
    older: { count: 40, days: 500, bank: 'en' },
    script: `
them: I am leaving the app for a while. It was nice talking to you!
me: Take care! You know where to find me.`,
  },
];
