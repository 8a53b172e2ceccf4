import { describe, expect, it } from 'vitest';
import { parseChatLink } from '#shared/links/chat-link.ts';

const channel = (id: number): number => -1_000_000_000_000 - id;

describe('links to chats and messages', () => {
  it.each([
    ['https://t.me/durov', { chat: { username: 'durov' } }],
    [' http://t.me/durov/ ', { chat: { username: 'durov' } }],
    ['t.me/Durov_1', { chat: { username: 'Durov_1' } }],
    ['HTTPS://T.ME/durov#part', { chat: { username: 'durov' } }],
    ['https://www.t.me/gif', { chat: { username: 'gif' } }],
    ['https://telegram.me/durov/5', { chat: { username: 'durov' }, message: 5 }],
    ['https://telegram.dog/durov/5/', { chat: { username: 'durov' }, message: 5 }],
    ['https://durov.t.me', { chat: { username: 'durov' } }],
    ['durov.t.me/5?single', { chat: { username: 'durov' }, message: 5 }],
    ['https://t.me/durov/5?single&t=1h2m3s', { chat: { username: 'durov' }, message: 5 }],
    ['https://t.me/durov/2147483647', { chat: { username: 'durov' }, message: 2_147_483_647 }],
    ['https://t.me/durov/5?comment=7', { chat: { username: 'durov' }, message: 5, comment: 7 }],
    ['https://t.me/club/3/5', { chat: { username: 'club' }, message: 5, threadId: 3 }],
    ['https://t.me/club/5?thread=3', { chat: { username: 'club' }, message: 5, threadId: 3 }],
    ['https://t.me/c/1234567890', { chat: { peerId: channel(1_234_567_890) } }],
    ['https://t.me/c/1234567890/5', { chat: { peerId: channel(1_234_567_890) }, message: 5 }],
    ['t.me/c/1234567890/3/5?single', { chat: { peerId: channel(1_234_567_890) }, message: 5, threadId: 3 }],
    ['https://t.me/c/12/5?thread=3', { chat: { peerId: channel(12) }, message: 5, threadId: 3 }],
    ['https://t.me/c/12/5?comment=7', { chat: { peerId: channel(12) }, message: 5, comment: 7 }],
    ['tg://resolve?domain=durov', { chat: { username: 'durov' } }],
    ['tg:resolve?domain=durov&post=5', { chat: { username: 'durov' }, message: 5 }],
    ['TG://Resolve/?domain=durov&post=5&single&comment=7', { chat: { username: 'durov' }, message: 5, comment: 7 }],
    ['tg://resolve?post=5&thread=3&domain=club', { chat: { username: 'club' }, message: 5, threadId: 3 }],
    ['tg://privatepost?channel=12&post=5', { chat: { peerId: channel(12) }, message: 5 }],
    ['tg://privatepost?channel=12&post=5&thread=3', { chat: { peerId: channel(12) }, message: 5, threadId: 3 }],
  ])('%s', (link, expected) => {
    expect(parseChatLink(link)).toEqual(expected);
  });
});

describe('everything else is left alone', () => {
  it.each([
    // Other hosts, some of which look like ours.
    '', 'durov', 'https://t.me', 'https://t.me/', 'https://example.org/durov', 'https://t.me.example.org/durov', 'https://example.org/t.me/durov',
    'https://xt.me/durov', 'https://t-me.org/durov', 'https://т.me/durov', 'https://t.mе/durov', 'https://t.me@example.org/durov', 'https://example.org@t.me/durov',
    'https://user:word@t.me/durov', 'https://t.me:8443/durov', 'https://t.me./durov', 'https://a.durov.t.me/5', 'https://durov.telegram.me', 'https://k.t.me', 'https://web.t.me/5',
    'ftp://t.me/durov', 'javascript://t.me/durov', 'ton://t.me/durov', 'https://[::1]/durov', 'https://t.me%2fdurov/', 'https://[',
    // Other kinds of links.
    'https://t.me/+491701234567', 'https://t.me/+AbCdEf', 'https://t.me/joinchat/AbCdEf', 'https://t.me/addlist/abc', 'https://t.me/AddStickers/5', 'https://t.me/proxy',
    'https://t.me/share?url=x', 'https://t.me/boost/durov', 'https://t.me/durov?boost', 'https://t.me/c/12?boost', 'https://t.me/somebot?start=1', 'https://t.me/somebot?start',
    'https://t.me/somebot/app?startapp=1', 'https://t.me/durov/s/5', 'https://t.me/s/durov', 'https://t.me/m/abc', 'https://t.me/$abc', 'https://t.me/login/12345',
    'https://t.me/durov?videochat', 'https://t.me/iv?url=https://example.org', 'tg://resolve?phone=491701234567', 'tg://resolve?domain=durov&phone=49170', 'tg://join?invite=abc',
    'tg://resolve?domain=somebot&start=1', 'tg://resolve', 'tg://resolve?domain=', 'tg://resolve/durov?domain=durov', 'tg://settings', 'tg://privatepost?post=5', 'tg://',
    'tg://t.me/durov', 'tel:+491701234567', 'mailto:durov@t.me', 'https://t.me/durov?channel=5&post=3',
    // What cannot be a name or an id.
    'https://t.me/ab', 'https://t.me/1durov', `https://t.me/${'a'.repeat(33)}`, 'https://t.me/dur%6Fv', 'https://t.me/dúrov', 'https://t.me//durov', 'https://t.me/durov//5',
    'https://t.me/durov/0', 'https://t.me/durov/-5', 'https://t.me/durov/05', 'https://t.me/durov/5e3', 'https://t.me/durov/0x5', 'https://t.me/durov/5.5', 'https://t.me/durov/٥',
    'https://t.me/durov/2147483648', `https://t.me/durov/${'9'.repeat(400)}`, 'https://t.me/durov/5?thread=2147483648', 'https://t.me/durov/5?comment=x', 'https://t.me/durov/5?comment',
    'https://t.me/c/0/5', 'https://t.me/c/-12/5', 'https://t.me/c/durov/5', 'https://t.me/c/997852516353/5', 'https://t.me/c/99999999999999999999/5', 'https://t.me/c', 'https://t.me/c/',
    'https://t.me/durov/1/2/3', 'https://t.me/c/12/1/2/3', 'https://t.me/durov/x/5', 'https://t.me/durov?thread=3', 'https://t.me/durov?comment=3', 'https://t.me/durov/5?comment=1&comment=2',
    'tg://resolve?domain=durov&domain=other', 'tg://resolve?domain=durov&post=', 'tg://resolve?domain=durov&post=5%00', `https://t.me/durov/5?t=${'1'.repeat(3_000)}`,
  ])('%s', (link) => {
    expect(parseChatLink(link)).toBeUndefined();
  });
});
