import { beforeEach, describe, expect, test } from 'vitest';
import { accessibleName } from './support/accessible-name.ts';
import { ChatList } from './support/pages/chat-list.ts';
import { tryUntilConnected } from './support/pages/connection.ts';
import { codeOf, SignInPages } from './support/pages/sign-in.ts';
import { BEN, castOf, NEW_NUMBER, NORA } from './support/people.ts';
import { useApp } from './support/use-app.ts';
import { gone, shown, soon } from './support/wait.ts';

describe('signing in', () => {
  const app = useApp('test', { people: (world) => void castOf(world) });
  let pages: SignInPages;
  let chats: ChatList;
  const world = () => app().world;
  const calls = (method: string) => app().dc.report.calls.get(method) ?? 0;

  beforeEach(async () => {
    pages = new SignInPages(app().page);
    chats = new ChatList(app().page);
    await shown(pages.phone);
  });

  const toCodePage = async (phone = NORA) => {
    await pages.enterPhone(phone);
    await shown(pages.code);
  };

  test('the country is there already, and the number takes its pattern while one types', async () => {
    await soon(() => accessibleName(pages.country)).toBe('Country: Germany');
    await soon(() => pages.phone.inputValue()).toBe('+49 ');
    await pages.phone.press('End');
    await pages.phone.pressSequentially('15123456789');
    await soon(() => pages.phone.inputValue()).toBe('+49 1512 3456789');

    await pages.country.click();
    await soon(() => app().page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('combobox');
    await app().page.keyboard.type('franc');
    await app().page.keyboard.press('Enter');
    await soon(() => accessibleName(pages.country)).toBe('Country: France');
    await soon(() => pages.phone.inputValue()).toMatch(/^\+33 /);

    await pages.phone.fill('+4312345');
    await soon(() => accessibleName(pages.country)).toBe('Country: Austria');
  });

  test('a number and its code lead to the chats, and stay signed in after a restart', async () => {
    await toCodePage();
    await shown(app().page.getByText('Telegram sent you an SMS with the code.'));
    await pages.code.pressSequentially(codeOf(NORA));
    await shown(chats.mainMenu);
    expect(castOf(world()).nora.authorizations.size).toBe(1);

    await app().restart();
    await shown(new ChatList(app().page).mainMenu);
    expect(calls('auth.sendCode')).toBe(1);
    expect(castOf(world()).nora.authorizations.size).toBe(1);
  });

  test('an account whose home is another data center signs in all the same', async () => {
    await toCodePage(BEN);
    await pages.code.pressSequentially(codeOf(BEN));
    await shown(chats.mainMenu);
    expect(castOf(world()).ben.authorizations.size).toBe(1);
  });

  test('a wrong number is refused in its place and stays in the field', async () => {
    await pages.enterPhone('+9996691234');
    await shown(pages.error);
    expect(await pages.error.textContent()).toBe('This phone number is not valid. Check it and try again.');
    expect((await pages.phone.inputValue()).replace(/\D/g, '')).toBe('9996691234');
    await soon(() => pages.phone.evaluate((field) => field === document.activeElement)).toBe(true);

    await toCodePage();
  });

  test('a wrong code is cleared and explained, and the right one then works with the same request', async () => {
    await toCodePage();
    await pages.code.pressSequentially('11111');
    await shown(pages.error);
    expect(await pages.error.textContent()).toBe('This code is wrong. Check it and try again.');
    await soon(() => pages.code.inputValue()).toBe('');
    await soon(() => pages.code.evaluate((field) => field === document.activeElement)).toBe(true);

    await pages.code.pressSequentially(codeOf(NORA));
    await shown(chats.mainMenu);
    expect(calls('auth.sendCode')).toBe(1);
  });

  test('an expired code leads back to the number with a sentence', async () => {
    await toCodePage();
    world().state.settings.codeLifetime = 0;
    await pages.code.pressSequentially(codeOf(NORA));
    await shown(pages.phone);
    await soon(() => pages.error.textContent()).toBe('The code has expired. Ask for a new one.');
    expect((await pages.phone.inputValue()).replace(/\D/g, '')).toBe(NORA.slice(1));

    world().state.settings.codeLifetime = 300;
    await pages.next.click();
    await shown(pages.code);
    await pages.code.pressSequentially(codeOf(NORA));
    await shown(chats.mainMenu);
  });

  test('too many wrong codes are answered with how long to wait', async () => {
    world().state.settings.codeAttempts = 2;
    await toCodePage();
    await pages.code.pressSequentially('11111');
    await soon(() => pages.error.textContent()).toBe('This code is wrong. Check it and try again.');
    await soon(() => pages.code.inputValue()).toBe('');
    await pages.code.pressSequentially('33333');
    await soon(() => pages.error.textContent()).toBe('Too many attempts. Try again in 1 minute.');
  });

  test('the code can be asked for in another way only when its time has come', async () => {
    world().state.settings.resendSeconds = 600;
    await toCodePage();
    const timer = app().page.getByRole('timer');
    await soon(() => timer.textContent()).toMatch(/^A call is possible in \d?\d:\d\d$/);
    expect(await pages.button('Call me with the code').count()).toBe(0);
    await pages.button('Change number').click();
    await shown(pages.phone);

    world().state.settings.resendSeconds = 1;
    await pages.next.click();

    await pages.button('Call me with the code').click();
    await shown(app().page.getByText('Telegram calls you and reads the code to you.'));
    await shown(app().page.getByText('There is no other way to get the code for this number.'));
    expect(calls('auth.resendCode')).toBe(1);
    await pages.code.pressSequentially(codeOf(NORA));
    await shown(chats.mainMenu);
  });

  test('a changed mind leads back to the number, and the server hears of it', async () => {
    await toCodePage();
    await pages.button('Change number').click();
    await shown(pages.phone);
    expect((await pages.phone.inputValue()).replace(/\D/g, '')).toBe(NORA.slice(1));
    await soon(() => calls('auth.cancelCode')).toBe(1);
  });

  test('a new number gets a name and an account, after the terms', async () => {
    await toCodePage(NEW_NUMBER);
    await pages.code.pressSequentially(codeOf(NEW_NUMBER));
    await shown(pages.firstName);

    await pages.button('Terms of Service').click();
    const terms = app().page.getByRole('dialog', { name: 'Terms of Service' });
    await shown(terms);
    expect(await terms.textContent()).toContain('scam');
    await terms.getByRole('button', { name: 'Agree and continue' }).click();
    await gone(terms);

    await pages.button('Start messaging').click();
    expect(await pages.error.textContent()).toBe('Enter a first name.');
    await pages.firstName.fill('Zoë');
    await pages.lastName.fill('Quist');
    await pages.button('Start messaging').click();
    await shown(chats.mainMenu);
    const { user } = world().accountByPhone(NEW_NUMBER);
    expect([user.firstName, user.lastName]).toEqual(['Zoë', 'Quist']);
    await shown(app().page.getByTestId('chat-list-empty'));
  });

  test('who logs out is asked first, is signed out at the server, and comes back without a code', async () => {
    await toCodePage();
    await pages.code.pressSequentially(codeOf(NORA));
    await shown(chats.mainMenu);

    await chats.mainMenu.click();
    await app().page.getByRole('menuitem', { name: 'Log out' }).click();
    const dialog = app().page.getByRole('dialog', { name: 'Log out of Petrel?' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await gone(dialog);
    expect(castOf(world()).nora.authorizations.size).toBe(1);

    await chats.mainMenu.click();
    await app().page.getByRole('menuitem', { name: 'Log out' }).click();
    await dialog.getByRole('button', { name: 'Log out' }).click();
    await shown(pages.phone);
    await soon(() => castOf(world()).nora.authorizations.size).toBe(0);

    await pages.enterPhone(NORA);
    await shown(chats.mainMenu);
    expect(calls('auth.signIn')).toBe(1);
  });
});

describe('signing in without network', () => {
  // Long enough for everything that is asked while there is one, and short enough to wait for.
  const app = useApp('test', { people: (world) => void castOf(world), engine: { patienceMs: 3_000 } });
  const newNumber = '+9996620777';
  let pages: SignInPages;
  let chats: ChatList;
  const world = () => app().world;

  beforeEach(async () => {
    pages = new SignInPages(app().page);
    chats = new ChatList(app().page);
    // The countries are there: so is the connection.
    await soon(() => accessibleName(pages.country)).toBe('Country: Germany');
  });

  const backOnline = async () => {
    await app().dc.start();
    await tryUntilConnected(app().page);
  };

  test('nothing typed is lost at any step, and the way goes on when it is back', async () => {
    const { dc } = app();
    await dc.stop();
    await pages.enterPhone(NORA);
    await shown(pages.connection);
    await soon(() => pages.error.textContent()).toBe('There is no connection to Telegram. Check your network and try again.');
    expect((await pages.phone.inputValue()).replace(/\D/g, '')).toBe(NORA.slice(1));
    await backOnline();
    await pages.insist(pages.next, pages.code);

    await dc.stop();
    await shown(pages.connection);
    await pages.code.pressSequentially(codeOf(NORA));
    await soon(() => pages.error.textContent()).toBe('There is no connection to Telegram. Check your network and try again.');
    await backOnline();
    // The sign-in that was under way is carried out as soon as the server is reached.
    await shown(chats.mainMenu);
    expect(castOf(world()).nora.authorizations.size).toBe(1);
  });

  test('a new name is kept until the account is made', async () => {
    const { dc } = app();
    await pages.enterPhone(newNumber);
    await pages.insist(pages.next, pages.code);
    // Its patience is short here: a code that was typed but not asked about in time is still there, and is asked about again.
    await pages.code.fill(codeOf(newNumber));
    await pages.insist(pages.next, pages.firstName);
    await pages.firstName.fill('Zoë');
    await dc.stop();
    await shown(pages.connection);
    await pages.button('Start messaging').click();
    await soon(() => pages.error.textContent()).toBe('There is no connection to Telegram. Check your network and try again.');
    expect(await pages.firstName.inputValue()).toBe('Zoë');
    await backOnline();
    await shown(chats.mainMenu);
    expect(world().accountByPhone(newNumber).user.firstName).toBe('Zoë');
  });
});
