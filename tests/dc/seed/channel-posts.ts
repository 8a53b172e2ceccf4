/** Posts of broadcast channels, newest last. Views are made up by the seed. */

export interface ChannelFeed {
  with: string;
  ends: number;
  unread?: number;
  muted?: boolean;
  archived?: boolean;
  /** Older posts made from the bank of this kind. */
  older: number;
  posts: string[];
}

export const FEEDS: ChannelFeed[] = [
  {
    with: 'brief',
    ends: 48,
    unread: 2,
    older: 420,
    posts: [
      '**Night trains return to six European capitals**\n\nFrom spring, sleeper cars will connect Berlin, Prague and Budapest again. Tickets from 49 €.\n\n[Read more](https://brief.example.com/night-trains)',
      '**City libraries lend tools now**\n\nDrills, ladders, even a cargo bike: thirty-one branches take part in the trial. The most borrowed item so far is a __waffle iron__.',
      '{photo chart 71} **Heating costs, explained in one chart**\n\nPrices fell for the third month in a row. What that means for your next bill: https://brief.example.com/heating',
      '**Good morning! Five things for Sunday**\n\n1. Snow down to 300 m, sun in the south\n2. The clocks did not change, your cat is just hungry\n3. Marathon: street closures until 16:00\n4. A comet, visible with bare eyes after 18:30\n5. Today is __Stir-up Sunday__. Bake something.',
    ],
  },
  {
    with: 'lens',
    ends: 155,
    unread: 1,
    older: 300,
    posts: [
      '{photo sea 41} **Low tide, 16:20**\nAn ND filter, eight seconds, and patience with seagulls.',
      '{photo forest 19} **Fog is a diffuser the size of a valley**\n35 mm · f/8 · 1/60 s',
      '{photo night 12} **The Milky Way above the ridge**\nTwenty exposures of 13 s, stacked. Tell us how you would crop it!',
    ],
  },
  {
    with: 'kernel',
    ends: 340,
    older: 260,
    posts: [
      '**Your mutex is a queue with manners**\n\nFairness costs throughput; unfairness costs tail latency. Measure which one your users feel.\n\n```c\npthread_mutexattr_setprotocol(&attr, PTHREAD_PRIO_INHERIT);\n```',
      '**Reading a flame graph from the bottom up**\nWide is slow, tall is deep. Start where it is wide.',
      '**fsync is a promise, not a speed bump**\n\n> The write returned. The data is safe.\n> (narrator: it was in a buffer)\n\nLong version: https://kernel.example.org/fsync',
    ],
  },
  {
    with: 'releases',
    ends: 1_250,
    older: 60,
    posts: [
      '**Petrel 0.1 — Skeleton**\n\n• Sign in with phone and code\n• Chats, history, sending, live updates\n• Everything on disk is encrypted\n\n#release',
      '{photo chart 90} Start-up time over the last thirty builds. The dip is the day we stopped decoding avatars twice.',
    ],
  },
  {
    with: 'recipes',
    ends: 780,
    unread: 3,
    muted: true,
    older: 340,
    posts: [
      '{photo coffee 61} **Cardamom buns, the slow way**\n\nMake the dough tonight, bake tomorrow. 500 g flour, 75 g butter, 10 g salt, 2 tsp cardamom — crushed, not ground.',
      '**Onions want forty minutes**\n\nNobody caramelises onions in ten. Put on an album and stir.',
      '**Soup for eleven people or one week**\n\nWhite beans, rosemary, the rind of the cheese you forgot about. Salt at the end.',
    ],
  },
  {
    with: 'trails',
    ends: 1_900,
    older: 150,
    posts: [
      '{photo hills 51} **Harz, Brocken circuit** — open, icy above 900 m. Spikes recommended.',
      '{photo mountains 33} **Tatra** — avalanche level 3. Stay below the tree line this week.',
    ],
  },
  {
    with: 'news_ru',
    ends: 1_050,
    unread: 4,
    muted: true,
    older: 220,
    posts: [
      '**Трамвай № 7 возвращается на набережную**\n\nМаршрут откроют в декабре. Первые вагоны уже вышли на испытания.',
      '{photo city 44} **Вечерний город с крыши библиотеки**\nСмотровая площадка открыта до 21:00.',
      '**В парке открылся каток**\n\nВход свободный, прокат коньков — 300 ₽ в час. По выходным играет живая музыка ❄️',
    ],
  },
  {
    with: 'poems',
    ends: 640,
    older: 200,
    posts: [
      '__Der Nebel hängt im Apfelbaum,__\n__die Amsel schweigt und denkt an Brot;__\n__ein letztes Blatt, man sieht es kaum,__\n__hält sich am Ast und leuchtet rot.__',
    ],
  },
  {
    with: 'jobs',
    ends: 2_300,
    muted: true,
    unread: 9,
    older: 380,
    posts: [
      '**Backend Engineer (Go)** · Lisbon or remote · 70–85k €\nhttps://jobs.example.com/4411',
      '**Technical Writer** · remote, EU time zones · 4-day week\nhttps://jobs.example.com/4420',
    ],
  },
  {
    with: 'oldnews',
    ends: 5_200,
    archived: true,
    muted: true,
    unread: 40,
    older: 300,
    posts: ['**The phone that folds three times**\nWe folded it four times. It no longer folds.'],
  },
  {
    with: 'deals',
    ends: 4_100,
    archived: true,
    muted: true,
    unread: 25,
    older: 300,
    posts: ['✈️ **Berlin → Lisbon 39 €** · January to March · hand luggage only\nhttps://deals.example.com/ber-lis'],
  },
];

/** Pieces for older posts, by channel. `%n` becomes a number, `%p` a place. */
export const OLD_POSTS: Record<string, string[]> = {
  brief: [
    '**%p opens its new central station**\n\nThe building took %n years. Trains already use it, the roof garden follows in summer.',
    '**Why your bread got more expensive**\n\nWheat is cheap, energy is not. Bakers in %p explain.',
    '**A heron moved into the city hall pond**\n\nIts name is Gustav. It has %n followers.',
    '**%n per cent more cyclists in %p**\n\nNew counters show what everyone felt: the lanes are full.',
    '**The swimming pool vote, district by district**\n\n[Interactive map](https://brief.example.com/map-%n)',
    '**Good morning!** Rain until noon, then a reason to go outside.',
  ],
  lens: [
    '{photo sea %n} **Evening in %p**\nHandheld, 1/30 s, a lucky wave.',
    '{photo hills %n} **Layers**\n135 mm compresses the hills into paper cuts.',
    '{photo city %n} **%p at blue hour**\nTripod on a bin. It works.',
    '{photo forest %n} **After rain**',
    '{photo field %n} **Lines**\nA drone, 40 m up, wind from the left.',
    '{photo night %n} **Stars over %p**',
  ],
  kernel: [
    '**Page faults are lazy evaluation**\n\n`mmap` first, ask questions later.',
    '**%n syscalls walk into a bar**\n\nOnly one comes back: `io_uring_enter`.',
    '**The cost of a cache line**\n\nTwo counters, one line, %n times slower. Pad them.',
    '```sh\nperf stat -e cache-misses ./bench --runs %n\n```\nThe number you want to see go down.',
  ],
  releases: ['Build %n: fixes for the tray icon and right-to-left captions.', 'Build %n: search is three times faster.'],
  recipes: [
    '{photo coffee %n} **Sunday pancakes** for %n hungry people.',
    '**Lentils from %p**\n\nThey need vinegar, and more of it than you think.',
    '**Roast the spices first.** Two minutes, dry pan, no phone.',
    '**Bread, day %n**\n\nThe starter smells of apples. That is good.',
  ],
  trails: [
    '{photo forest %n} **%p loop** — muddy, %n km, worth it.',
    '{photo mountains %n} **%p** — closed above the hut.',
    '**%p** — new signposts, old blisters.',
  ],
  news_ru: [
    '**Новый маршрут из %p**\n\nАвтобус будет ходить каждые %n минут.',
    '{photo city %n} Вид с моста сегодня вечером.',
    '**Выставка открыток начала века**\n\nДо конца месяца, вход свободный.',
  ],
  poems: [
    '__Im Fenster steht ein kleines Licht,__\n__es wartet auf den Schnee und spricht:__\n__„Bleib noch ein wenig, langer Tag.“__',
    '__Wer leise geht, hört auch das Gras.__',
    '__Ein Regen fällt auf %p herab__\n__und wäscht die müden Dächer ab.__',
  ],
  jobs: [
    '**Frontend Engineer** · %p · remote possible\nhttps://jobs.example.com/%n',
    '**Data Analyst** · %p · part-time\nhttps://jobs.example.com/%n',
    '**Site Reliability Engineer** · on call 1 week in %n',
  ],
  oldnews: ['**Headphones that cancel your neighbour**\nTested for %n days.', '**A keyboard with %n keys**\nWe counted.'],
  deals: ['✈️ **%p return from %n9 €**', '🚆 **Rail pass: %n days in %p**'],
};
