import type { Conversation } from './chats-private.ts';

/** Recent conversations of groups, bots and one's own notes, written by hand. */

export const GROUP_CHATS: Conversation[] = [
  {
    with: 'tromso',
    ends: 6,
    unread: 5,
    pinned: true,
    older: { count: 900, days: 120, bank: 'en' },
    script: `
erik: Road report: E8 is open, fresh snow above 400 m. Drive slowly after Nordkjosbotn
noah: {photo mountains 4} Seen from the webcam an hour ago
ines: I am not driving. I am the one with snacks
lena: Confirmed, she is the one with snacks
me: {pin} **Plan for Friday**
  1. Train at 07:42
  2. Pick up the car in Narvik before 16:00
  3. Groceries (list in the notes)
  4. Cabin by 20:00, sauna on
noah: Who has the key code?
me: {reply 1} I do. Host sends it on the day
+2h
jonas: Aurora forecast: **Kp 5** on Saturday night 🤯
erik: Kp 5 and no clouds. You people are lucky
lena: {album night,mountains,hills} From my last trip, so you know what to expect
ines: 😍😍😍
me: The first one looks unreal
+1h
erik: Bring a tripod and spare batteries. Cold eats them
jonas: How cold are we talking?
erik: -14 at night. Feels like -20 with wind
ines: {voice 5}
noah: Inês just screamed in a voice message
lena: @mira_lindqvist can you bring the big thermos?`,
  },
  {
    with: 'petreldev',
    ends: 17,
    unread: 3,
    pinned: true,
    older: { count: 2_600, days: 420, bank: 'en' },
    script: `
david: The gap timer: do we park by pts or by arrival?
me: By pts. Arrival only starts the 500 ms clock
marek: Makes sense. Then a late update closes the hole without a request
david: {reply 1} 👍
+30m
grace: {doc trace-cold-start.json 742113} Cold start trace from my laptop. Chat list is interactive after **310 ms**
me: That is with 60 dialogs?
grace: Yes, warm database
priya: That is faster than my kettle
oleg: Everything is faster than your kettle
+1h
build: ✅ \`main\` is green: 1 204 tests in 96 s
oleg: I found the memory thing. We kept decoded thumbnails for every row that was ever on screen
  \`\`\`ts
  const cache = new Map<string, ImageBitmap>();
  // nobody ever called cache.delete()
  \`\`\`
me: Oh no
oleg: {reply 1} Now it is an LRU of 200. −140 MB
david: Ship it
+20m
marek: Docs for the offsets finally make sense to me: https://core.telegram.org/api/offsets
jonas: > take [A+add_offset, A+add_offset+limit)
  That one line should be on a mug
me: I would buy that mug
grace: @mira_lindqvist could you review the slicing test when you have a minute?
marek: Adding property tests to it right now
oleg: Half of them fail, as expected 🙃`,
  },
  {
    with: 'family',
    ends: 44,
    unread: 1,
    older: { count: 260, days: 380, bank: 'de' },
    script: `
mama: Wer kommt alles zum Advent?
oskar: ich! und ich bringe meinen hunger mit
me: Ich auch, mit Zimtsternen
mama: {photo coffee 3} Der Tisch ist schon gedeckt (nur Spaß)
oskar: warum ist da nur kaffee
mama: Weil du zu spät bist 😘
+20m
me: Oskar, bringst du das Zelt mit zurück?
oskar: welches zelt`,
  },
  {
    with: 'books',
    ends: 120,
    unread: 2,
    older: { count: 320, days: 300, bank: 'en' },
    script: `
chloe: {title The Page Turners 📚}
sofia: Next month: who picks?
ben: My turn! I vote for something under 300 pages
hana: 299 then
chloe: {photo abstract 44 800x1100} What about this one? The cover alone...
ben: Judging a book by its cover since 2019
me: I read the first chapter. __"The sea had no opinion about us"__ — I am sold
sofia: {reply 1} That line!! Yes
+50m
hana: Tuesday 19:30 at mine. I make soup
ben: What kind of soup?
hana: The kind you bring bread to 🍞`,
  },
  {
    with: 'flat',
    ends: 175,
    muted: true,
    unread: 6,
    older: { count: 300, days: 300, bank: 'en' },
    script: `
julia: Reminder: bins go out **tonight**
oskar: it is noahs turn
noah: It is literally on the calendar, Oskar
me: {photo chart 17} I made a chart of who did the bins
oskar: this is slander
julia: This is data
+1h
julia: Internet bill: 12,25 € each, please
noah: Sent
oskar: sent (in my heart)
julia: Oskar
oskar: fine. sent
noah: The kitchen light is blinking again
julia: I have a spare bulb in the hall
oskar: its a feature`,
  },
  {
    with: 'runners',
    ends: 290,
    muted: true,
    older: { count: 700, days: 320, bank: 'en' },
    script: `
tomas: Sunday: 12 km, easy pace, start at the lake 08:30
julia: 08:30 is not easy pace
sam: {photo hills 12} Trail is dry, I checked this morning
rahel: I am in. Who brings the stopwatch?
liam: Me
lena: I will be on a mountain, run a kilometre for me
tomas: {reply 1} Two, because it is you
me: Same here, see you the week after!`,
  },
  {
    with: 'photogroup',
    ends: 480,
    muted: true,
    unread: 14,
    older: { count: 1_900, days: 500, bank: 'en' },
    script: `
mei: {photo city 5} Blue hour at the canal
leo: Lovely. Which lens?
mei: 35 mm, f/2.8, 1/15 on a railing
zoe: {photo forest 8} Morning walk in the Grunewald
anya: {reply 1} Туман потрясающий!
kenji: {photo sea 22} 江ノ島、夕方
yusuf: {reply 1} ما شاء الله، الألوان رائعة
paul: {photo hills 31} Nachbearbeitet oder nicht — was meint ihr?
mei: I like it. Maybe a little less green
leo: Agreed. Shadows are great though
paul: Danke! Versuch ich
amira: من يشارك في معرض الشتاء؟
zoe: Count me in
aiko: 私も参加したいです！
leo: Deadline is the **12th of December**, prints at most 40×60 cm
mei: {doc print-guidelines.pdf 512400}
kenji: ありがとうございます
anya: Спасибо!`,
  },
  {
    with: 'neighbours',
    ends: 1_300,
    muted: true,
    older: { count: 420, days: 300, bank: 'de' },
    script: `
rahel: Hat jemand ein Paket für Meier angenommen?
julia: Ja, ich! Klingel einfach bei 4B
rahel: Super, danke 🙏
schuster: Bitte denken Sie an die Heizungswartung am Freitag.
paul: Der Aufzug steckt wieder im zweiten Stock
schuster: Der Techniker ist informiert.`,
  },
  {
    with: 'surprise',
    ends: 640,
    older: { count: 60, days: 30, bank: 'en' },
    script: `
me: {title Lena's birthday 🤫}
noah: Nobody writes anything in the trip group, ok?
julia: Lips sealed. Cake: chocolate or lemon?
ines: Lemon. With the tiny candles
me: I ordered the climbing vouchers, 25 € each
noah: {voice 11}
julia: Noah, you cannot sing that at a party
me: He can and he will`,
  },
  {
    with: 'pomodoro',
    ends: 260,
    script: `
me: /start
them: 🍅 Session started. See you in **25 minutes**.
+25m
them: Time is up! Take a break of five minutes.
+5m
me: /stats
them: {buttons Start next:next|Share:share} **This week**
  Sessions: 23
  Focus time: 9 h 35 min
  Longest streak: 4 🔥`,
  },
  {
    with: 'weather',
    ends: 710,
    script: `
me: Tromsø
them: 🦉 **Tromsø, Saturday**
  Clear, −9 °C, wind 3 m/s from the south-east.
  Sunrise 10:54, sunset 12:12. Bring a lamp.
me: /week
them: Mo ❄️ −6 · Tu 🌤 −8 · We ☀️ −11 · Th ☀️ −12 · Fr 🌤 −9 · Sa ☀️ −9 · Su ❄️ −5`,
  },
  {
    with: 'self',
    ends: 400,
    older: { count: 160, days: 420, bank: 'en' },
    script: `
me: Cabin host: +47 912 34 567 (Ingrid)
me: \`ssh -L 8080:localhost:80 pi@garden.local\`
+1d
me: Gift ideas for Lena
  – headlamp (the good one)
  – climbing vouchers ✔
  – that blue teapot
+6h
me: {photo night 4} Wallpaper?
me: {doc train-tickets.pdf 318400} Friday
me: {fwd kernel} **Reading a flame graph from the bottom up**
  Wide is slow, tall is deep. Start where it is wide.
+3h
me: https://core.telegram.org/api/updates`,
  },
];

export const SERVICE_SCRIPT: Conversation = {
  with: 'telegram',
  ends: 3_100,
  script: `
them: **New login.** Dear Mira, we detected a login into your account from a new device.

  Device: Petrel on Linux
  Location: Berlin, Germany

  If this was not you, go to Settings – Devices and end that session.
+6d
them: 🎉 Your account now supports chat folders. Group your chats by topic and switch between them with one click.`,
};
