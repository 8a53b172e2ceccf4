import type { SceneKind } from '../world/images/scenes.ts';
import type { Emblem } from '../world/images/avatar.ts';

/** Who appears in the demo world. */

export interface Person {
  key: string;
  name: string;
  last?: string;
  phone?: string;
  username?: string;
  bio?: string;
  contact?: boolean;
  /** No profile photo. */
  plain?: boolean;
  premium?: boolean;
  online?: 'now' | 'recently' | 'week' | 'month' | number;
  deleted?: boolean;
}

export const PEOPLE: Person[] = [
  {
    key: 'lena',
    name: 'Lena',
    last: 'Hoffmann',
    username: 'lenahoff',
    bio: 'Climbing, sourdough, bad puns.',
    phone: '4915112340001',
    contact: true,
    online: 'now',
    premium: true,
  },
  {
    key: 'robin',
    name: 'Robin',
    last: 'Falk',
    username: 'robinfalk',
    bio: 'Write to me, I answer.',
    phone: '4915112340002',
    contact: true,
    online: 'now',
  },
  { key: 'mama', name: 'Mama', bio: 'Garten & Enkel', phone: '4915112340003', contact: true, online: 12 },
  {
    key: 'anya',
    name: 'Аня',
    last: 'Соколова',
    username: 'anya_sokol',
    bio: 'Архитектор. Люблю старые трамваи.',
    phone: '4915112340004',
    contact: true,
    online: 'now',
  },
  {
    key: 'yusuf',
    name: 'يوسف',
    last: 'حداد',
    username: 'yusuf_h',
    bio: 'مصور وعاشق للقهوة',
    phone: '9626112340005',
    contact: true,
    online: 35,
  },
  {
    key: 'priya',
    name: 'Priya',
    last: 'Nair',
    username: 'priyanair',
    bio: 'Product at Northwind. Opinions mine.',
    phone: '447700900106',
    contact: true,
    online: 'now',
  },
  {
    key: 'tomas',
    name: 'Tomás',
    last: 'Rivera',
    username: 'tomasr',
    bio: 'Hasta el gol siempre ⚽',
    phone: '34612340007',
    contact: true,
    online: 50,
  },
  {
    key: 'eva',
    name: 'Dr. Eva',
    last: 'Brandt',
    bio: 'Praxis am Wasserturm',
    phone: '4930112340008',
    contact: true,
    online: 240,
    plain: true,
  },
  {
    key: 'schuster',
    name: 'Herr',
    last: 'Schuster',
    bio: 'Hausverwaltung',
    phone: '4930112340009',
    contact: true,
    online: 'recently',
    plain: true,
  },
  { key: 'noah', name: 'Noah', last: 'Bergström', username: 'noahb', phone: '46701234010', contact: true, online: 8 },
  { key: 'ines', name: 'Inês', last: 'Carvalho', username: 'inescarv', phone: '351912340011', contact: true, online: 'recently' },
  { key: 'oleg', name: 'Oleg', last: 'Marchenko', username: 'olegmar', phone: '380671234012', contact: true, online: 'week' },
  { key: 'sofia', name: 'Sofia', last: 'Rossi', username: 'sofiarossi', phone: '393401234013', contact: true, online: 95 },
  {
    key: 'david',
    name: 'David',
    last: 'Okafor',
    username: 'dokafor',
    bio: 'Backend, bikes, Bach.',
    phone: '447700900114',
    contact: true,
    online: 'now',
  },
  { key: 'hana', name: 'Hana', last: 'Nováková', username: 'hananov', phone: '420601234015', contact: true, online: 'recently' },
  { key: 'marek', name: 'Marek', last: 'Zieliński', username: 'marekz', phone: '48601234016', contact: true, online: 300 },
  {
    key: 'chloe',
    name: 'Chloé',
    last: 'Martin',
    username: 'chloemartin',
    phone: '33612340017',
    contact: true,
    online: 'recently',
  },
  {
    key: 'erik',
    name: 'Erik',
    last: 'Solheim',
    username: 'eriksol',
    bio: 'Guide in Tromsø',
    phone: '4791234018',
    contact: true,
    online: 20,
  },
  { key: 'nina', name: 'Nina', last: 'Petrova', username: 'ninapetrova', phone: '359881234019', contact: true, online: 'month' },
  { key: 'leo', name: 'Leo', last: 'Fontaine', username: 'leofont', phone: '33612340020', contact: true, online: 700 },
  { key: 'grace', name: 'Grace', last: 'Kim', username: 'gracekim', phone: '821012340021', contact: true, online: 'recently' },
  { key: 'sam', name: 'Sam', last: 'Whitaker', username: 'samwhit', phone: '12025550122', contact: true, online: 1500 },
  { key: 'fatima', name: 'Fatima', last: 'Zahra', username: 'fzahra', phone: '212612340023', contact: true, online: 'week' },
  {
    key: 'oskar',
    name: 'Oskar',
    last: 'Lindqvist',
    username: 'oskarl',
    bio: 'Little brother, big appetite',
    phone: '4915112340024',
    contact: true,
    online: 'now',
  },
  { key: 'julia', name: 'Julia', last: 'Wagner', username: 'juliaw', phone: '4915112340025', contact: true, online: 60 },
  { key: 'ben', name: 'Ben', last: 'Carter', username: 'bencarter', phone: '447700900126', contact: true, online: 'recently' },
  { key: 'mei', name: 'Mei', last: 'Lin', username: 'meilin', phone: '6591234027', contact: true, online: 'recently' },
  { key: 'paul', name: 'Paul', last: 'Krüger', phone: '4915112340028', contact: true, online: 'week', plain: true },
  { key: 'zoe', name: 'Zoe', last: 'Papadaki', username: 'zoepap', phone: '306912340029', contact: true, online: 2800 },
  { key: 'viktor', name: 'Виктор', last: 'Орлов', username: 'vorlov', phone: '79161234030', contact: true, online: 'recently' },
  { key: 'amira', name: 'أميرة', last: 'سالم', username: 'amirasalem', phone: '201012340031', contact: true, online: 'week' },
  { key: 'kenji', name: '健二', last: '佐藤', username: 'kenjisato', phone: '819012340032', contact: true, online: 'recently' },
  {
    key: 'emma',
    name: 'Emma',
    last: 'Clarke',
    username: 'emmaclarke',
    phone: '447700900133',
    contact: false,
    online: 'recently',
    bio: 'Talent partner @ Brightwave',
  },
  { key: 'liam', name: 'Liam', last: "O'Connor", username: 'liamoc', phone: '353871234034', contact: true, online: 'month' },
  { key: 'gone', name: '', deleted: true },
  {
    key: 'stranger',
    name: 'Crypto Masterclass',
    username: 'cryptomaster_invites',
    contact: false,
    online: 'recently',
    plain: true,
  },
  { key: 'rahel', name: 'Rahel', last: 'Meier', phone: '41791234037', contact: true, online: 130 },
  {
    key: 'bruno',
    name: 'Bruno',
    last: 'Alves',
    username: 'brunoalves',
    phone: '5511912340038',
    contact: true,
    online: 'recently',
  },
];

export interface Bot {
  key: string;
  name: string;
  username: string;
  description: string;
  commands: [string, string][];
}

export const BOTS: Bot[] = [
  {
    key: 'pomodoro',
    name: 'Pomodoro Bot',
    username: 'pomodoro_timer_bot',
    description: 'Twenty-five minutes of work, five minutes of rest. I count, you focus.',
    commands: [
      ['start', 'Begin a session'],
      ['stop', 'End the session'],
      ['stats', 'This week in numbers'],
    ],
  },
  {
    key: 'weather',
    name: 'Weather Owl',
    username: 'weather_owl_bot',
    description: 'Send me a city, I tell you whether to take an umbrella.',
    commands: [
      ['today', 'Forecast for today'],
      ['week', 'The next seven days'],
    ],
  },
  {
    key: 'build',
    name: 'Build Watch',
    username: 'build_watch_bot',
    description: 'I post the results of your builds.',
    commands: [['status', 'State of all branches']],
  },
];

export interface Place {
  key: string;
  kind: 'group' | 'supergroup' | 'channel';
  title: string;
  username?: string;
  about?: string;
  members?: string[];
  extra?: number;
  emblem?: Emblem;
  view?: SceneKind;
  verified?: boolean;
  /** The account created it. */
  mine?: boolean;
  signatures?: boolean;
}

export const PLACES: Place[] = [
  {
    key: 'tromso',
    kind: 'supergroup',
    title: 'Trip to Tromsø 🏔',
    about: 'Four days, one cabin, hopefully some northern lights.',
    members: ['lena', 'noah', 'erik', 'ines', 'jonas'],
    view: 'night',
    mine: true,
  },
  {
    key: 'petreldev',
    kind: 'supergroup',
    title: 'Petrel Dev',
    username: 'petrel_dev',
    about: 'Building a desktop messenger. Be kind, bring logs.',
    members: ['david', 'priya', 'marek', 'oleg', 'grace', 'jonas', 'build'],
    extra: 211,
    emblem: 'bolt',
  },
  { key: 'books', kind: 'group', title: 'The Page Turners 📚', members: ['sofia', 'chloe', 'ben', 'hana'], emblem: 'book' },
  { key: 'flat', kind: 'group', title: 'Flat 4B', members: ['oskar', 'julia', 'noah'], emblem: 'house', mine: true },
  { key: 'family', kind: 'group', title: 'Familie Lindqvist', members: ['mama', 'oskar'], view: 'field' },
  {
    key: 'runners',
    kind: 'supergroup',
    title: 'Sunday Runners',
    username: 'sunday_runners_berlin',
    members: ['tomas', 'julia', 'sam', 'rahel', 'liam', 'lena'],
    extra: 38,
    view: 'hills',
  },
  {
    key: 'photogroup',
    kind: 'supergroup',
    title: 'Berlin Photographers',
    username: 'berlin_photographers',
    about: 'Walks, prints, critique.',
    members: ['yusuf', 'anya', 'mei', 'leo', 'zoe', 'kenji', 'amira', 'aiko', 'paul'],
    extra: 1840,
    view: 'city',
  },
  {
    key: 'brief',
    kind: 'channel',
    title: 'Morning Brief',
    username: 'morningbrief_demo',
    about: 'Five stories before your first coffee.',
    extra: 48_210,
    emblem: 'sun',
    verified: true,
  },
  {
    key: 'lens',
    kind: 'channel',
    title: 'Lens & Light',
    username: 'lensandlight_demo',
    about: 'One photograph a day, and how it was made.',
    extra: 12_904,
    view: 'mountains',
  },
  {
    key: 'kernel',
    kind: 'channel',
    title: 'Kernel Notes',
    username: 'kernelnotes_demo',
    about: 'Systems programming without tears.',
    extra: 7_350,
    emblem: 'rings',
    signatures: true,
  },
  { key: 'recipes', kind: 'channel', title: 'Slow Kitchen', username: 'slowkitchen_demo', extra: 21_077, view: 'coffee' },
  { key: 'trails', kind: 'channel', title: 'Trail Reports', username: 'trailreports_demo', extra: 3_410, view: 'forest' },
  { key: 'jobs', kind: 'channel', title: 'Remote Jobs EU', username: 'remotejobs_demo', extra: 90_122, emblem: 'bolt' },
  {
    key: 'releases',
    kind: 'channel',
    title: 'Petrel Releases',
    username: 'petrel_releases',
    about: 'What changed, and why.',
    extra: 640,
    emblem: 'wave',
    mine: true,
  },
  { key: 'news_ru', kind: 'channel', title: 'Городские заметки', username: 'city_notes_demo', extra: 5_230, view: 'sea' },
  { key: 'poems', kind: 'channel', title: 'Ein Gedicht am Tag', username: 'gedicht_demo', extra: 1_890, emblem: 'leaf' },
  {
    key: 'neighbours',
    kind: 'supergroup',
    title: 'Kastanienallee Nachbarn',
    members: ['schuster', 'julia', 'paul', 'rahel'],
    extra: 64,
    emblem: 'house',
  },
  { key: 'chess', kind: 'group', title: 'Chess & Pizza', members: ['david', 'marek', 'liam'], emblem: 'rings' },
  { key: 'surprise', kind: 'group', title: "Lena's birthday 🤫", members: ['noah', 'julia', 'ines'], emblem: 'sun', mine: true },
  {
    key: 'alumni',
    kind: 'supergroup',
    title: 'Uppsala Alumni 2016',
    members: ['erik', 'noah', 'grace', 'fatima', 'bruno'],
    extra: 93,
    emblem: 'mountain',
  },
  { key: 'cinema', kind: 'group', title: 'Kinoabend', members: ['julia', 'paul', 'anya'], view: 'abstract' },
  {
    key: 'design',
    kind: 'supergroup',
    title: 'Design Crits',
    members: ['priya', 'mei', 'chloe', 'zoe'],
    extra: 17,
    view: 'abstract',
  },
  { key: 'marathon', kind: 'group', title: 'Relay team', members: ['tomas', 'sam', 'rahel'], emblem: 'bolt' },
  { key: 'oldnews', kind: 'channel', title: 'Gadget Weekly', username: 'gadgetweekly_demo', extra: 150_300, emblem: 'bolt' },
  { key: 'deals', kind: 'channel', title: 'Flight Deals', username: 'flightdeals_demo', extra: 310_000, view: 'sea' },
  { key: 'oldflat', kind: 'group', title: 'Old flat (moving out)', members: ['sam', 'nina'], emblem: 'house' },
];
