import { fireEvent, screen } from '@solidjs/testing-library';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AppError, type AuthState, type CodeDelivery } from '#shared/model/index.ts';
import { AuthPages } from '../../../src-renderer/features/auth/AuthPages.tsx';
import { endRendering, renderWithEngine, settled } from './support.tsx';

afterEach(endRendering);

const phone: AuthState = { step: 'phone', suggestedCountry: 'DE' };
const code = (delivery: CodeDelivery, more: object = {}): AuthState => ({ step: 'code', phone: '+491512345678', delivery, ...more });

async function show(auth: AuthState) {
  const rendered = renderWithEngine({ auth }, () => <AuthPages />);
  await vi.waitFor(() => expect(rendered.app.auth()).toBeDefined());
  await settled();
  return rendered;
}
const input = (name: string | RegExp) => screen.getByLabelText<HTMLInputElement>(name);
const type = (name: string | RegExp, value: string) => fireEvent.input(input(name), { target: { value } });
const submit = () => fireEvent.submit(document.querySelector('form')!);
const called = (engine: { calls: { name: string; input: unknown }[] }, name: string) => engine.calls.filter((call) => call.name === name).map((call) => call.input);

describe('the phone page', () => {
  it('begins with the suggested country and formats what is typed', async () => {
    await show(phone);
    await vi.waitFor(() => expect(input('Phone number').value).toBe('+49 '));
    type('Phone number', '+49 1512345678');
    expect(input('Phone number').value).toBe('+49 151 2345678');
  });

  it('takes a pasted number of another country', async () => {
    await show(phone);
    type('Phone number', '+1 (416) 555-0123');
    expect(input('Phone number').value).toBe('+1 416 555 0123');
    screen.getByRole('button', { name: 'Country: Canada' });
  });

  it('sends the digits and keeps what was typed when they are refused', async () => {
    const { engine } = await show(phone);
    type('Phone number', '+49 151 2345679');
    submit();
    expect((await screen.findByRole('alert')).textContent).toMatch(/not valid/);
    expect(called(engine, 'auth.sendCode')).toEqual([{ phone: '+491512345679' }]);
    expect(input('Phone number').value).toBe('+49 151 2345679');
    expect(input('Phone number').getAttribute('aria-invalid')).toBe('true');
    type('Phone number', '+49 151 2345671');
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('does not ask the server about an empty number', async () => {
    const { engine } = await show(phone);
    await vi.waitFor(() => expect(input('Phone number').value).toBe('+49 '));
    submit();
    expect(screen.getByRole('alert').textContent).toMatch(/Enter your phone number/);
    expect(called(engine, 'auth.sendCode')).toEqual([]);
  });

  it('sends once however often Enter is pressed', async () => {
    const { engine } = await show(phone);
    type('Phone number', '+491512345678');
    submit();
    submit();
    await vi.waitFor(() => expect(engine.auth.state.step).toBe('code'));
    expect(called(engine, 'auth.sendCode')).toHaveLength(1);
  });

  it('shows why it is shown again', async () => {
    await show({ step: 'phone', notice: 'The code has expired. Ask for a new one.', phone: '+491512345678' });
    expect(screen.getByRole('alert').textContent).toMatch(/expired/);
    await vi.waitFor(() => expect(input('Phone number').value).toBe('+49 151 2345678'));
  });

  it('says that there is no network, and keeps the number', async () => {
    const { engine } = await show(phone);
    engine.failures.set('auth.sendCode', new AppError({ code: 'OFFLINE', message: 'There is no connection. Check your network and try again.' }));
    type('Phone number', '+491512345678');
    submit();
    expect((await screen.findByRole('alert')).textContent).toMatch(/no connection/);
    expect(input('Phone number').value).toBe('+49 151 2345678');
    submit();
    await vi.waitFor(() => expect(engine.auth.state.step).toBe('code'));
  });

  it('finds countries by name and code', async () => {
    await show(phone);
    await vi.waitFor(() => expect(input('Phone number').value).toBe('+49 '));
    fireEvent.click(screen.getByRole('button', { name: /^Country/ }));
    const search = screen.getByRole('combobox');
    fireEvent.input(search, { target: { value: '+41' } });
    expect(screen.getAllByRole('option').map((option) => option.textContent)).toEqual(['🇨🇭Switzerland+41']);
    fireEvent.input(search, { target: { value: 'kingd' } });
    expect(screen.getAllByRole('option')).toHaveLength(1);
    fireEvent.keyDown(search, { key: 'Enter' });
    expect(input('Phone number').value).toBe('+44 ');
  });
});

describe('the code page', () => {
  it('signs in by itself when the last digit is there', async () => {
    const { engine } = await show(code({ kind: 'app', length: 5 }));
    type('Login code', '2222');
    expect(called(engine, 'auth.signIn')).toEqual([]);
    type('Login code', '22222');
    await vi.waitFor(() => expect(engine.auth.state.step).toBe('ready'));
    expect(called(engine, 'auth.signIn')).toEqual([{ code: '22222' }]);
  });

  it('takes a pasted code with other signs around it', async () => {
    const { engine } = await show(code({ kind: 'sms', length: 5 }));
    type('Login code', ' 222-22 ');
    await vi.waitFor(() => expect(called(engine, 'auth.signIn')).toEqual([{ code: '22222' }]));
  });

  it('clears a wrong code, says so, and takes the right one', async () => {
    const { engine } = await show(code({ kind: 'sms', length: 5 }));
    type('Login code', '11111');
    await vi.waitFor(() => expect(input('Login code').getAttribute('aria-invalid')).toBe('true'));
    expect(screen.getByRole('alert').textContent).toMatch(/not right/);
    expect(input('Login code').value).toBe('');
    type('Login code', '22222');
    await vi.waitFor(() => expect(engine.auth.state.step).toBe('ready'));
  });

  it('keeps the code when only the connection failed', async () => {
    const { engine } = await show(code({ kind: 'smsWord' }));
    engine.failures.set('auth.signIn', new AppError({ code: 'OFFLINE', message: 'There is no connection.' }));
    type('Word from the message', 'petrel');
    submit();
    await screen.findByRole('alert');
    expect(input('Word from the message').value).toBe('petrel');
  });

  it('keeps the digits, too, when only the connection failed, and sends them again', async () => {
    const { engine } = await show(code({ kind: 'app', length: 5 }));
    engine.failures.set('auth.signIn', new AppError({ code: 'OFFLINE', message: 'There is no connection.' }));
    type('Login code', '22222');
    expect((await screen.findByRole('alert')).textContent).toMatch(/no connection/);
    expect(input('Login code').value).toBe('22222');
    submit();
    await vi.waitFor(() => expect(engine.auth.state.step).toBe('ready'));
  });

  it.each<[CodeDelivery, RegExp]>([
    [{ kind: 'app', length: 5 }, /other devices/],
    [{ kind: 'sms', length: 5 }, /SMS with the code/],
    [{ kind: 'call', length: 5 }, /calls you/],
    [{ kind: 'missedCall', prefix: '4930', length: 4 }, /begins with \+4930.*last 4 digits/],
    [{ kind: 'flashCall' }, /another way/],
    [{ kind: 'fragment', url: 'https://fragment.com', length: 5 }, /Fragment/],
    [{ kind: 'email', pattern: 'r***@e***.org', length: 6 }, /r\*\*\*@e\*\*\*\.org/],
    [{ kind: 'smsWord', beginning: 'p' }, /begins with “p”/],
    [{ kind: 'smsPhrase' }, /phrase/],
    [{ kind: 'unsupported', name: 'x' }, /does not know/],
  ])('says how the code comes: %o', async (delivery, sentence) => {
    await show(code(delivery));
    expect(document.querySelector('form')!.textContent).toMatch(sentence);
  });

  it('refuses a word with another beginning without asking the server', async () => {
    const { engine } = await show(code({ kind: 'smsWord', beginning: 'pe' }));
    type('Word from the message', 'gull');
    submit();
    expect(screen.getByRole('alert').textContent).toContain('pe');
    expect(called(engine, 'auth.signIn')).toEqual([]);
  });

  it('offers the other way only when there is one and its wait is over', async () => {
    const { engine } = await show(code({ kind: 'app', length: 5 }, { nextDelivery: 'sms', resendAt: Date.now() + 60_000 }));
    expect(screen.queryByRole('button', { name: 'Send the code as an SMS' })).toBeNull();
    expect(screen.getByRole('timer').textContent).toMatch(/SMS is possible in (1:00|0:5\d)/);
    engine.auth.set(code({ kind: 'app', length: 5 }, { nextDelivery: 'sms', resendAt: Date.now() - 1 }));
    fireEvent.click(await screen.findByRole('button', { name: 'Send the code as an SMS' }));
    await vi.waitFor(() => expect(document.querySelector('form')!.textContent).toMatch(/SMS with the code/));
    engine.auth.set(code({ kind: 'sms', length: 5 }));
    await vi.waitFor(() => expect(document.querySelector('form')!.textContent).toMatch(/no other way/));
  });

  it('goes back to the phone page, which still knows the number', async () => {
    const { engine } = await show(phone);
    type('Phone number', '+491512345678');
    submit();
    fireEvent.click(await screen.findByRole('button', { name: 'Change number' }));
    await vi.waitFor(() => expect(engine.auth.state.step).toBe('phone'));
    await vi.waitFor(() => expect(input('Phone number').value).toBe('+49 151 2345678'));
  });
});

describe('the name page', () => {
  const signUp: AuthState = { step: 'signUp', phone: '+49', terms: { text: { text: 'Be kind.', entities: [] }, minimumAge: 16, mustAccept: true } };

  it('needs a first name, then the terms, then signs up', async () => {
    const { engine } = await show(signUp);
    submit();
    expect(screen.getByRole('alert').textContent).toMatch(/first name/);
    type('First name', ' Robin ');
    submit();
    const agree = screen.getByText<HTMLElement>('Agree and continue').closest('button')!;
    expect(agree.disabled).toBe(true);
    fireEvent.click(screen.getByRole('checkbox', { hidden: true }));
    expect(agree.disabled).toBe(false);
    expect(called(engine, 'auth.signUp')).toEqual([]);
    fireEvent.click(agree);
    await vi.waitFor(() => expect(engine.auth.state.step).toBe('ready'));
    expect(called(engine, 'auth.signUp')).toEqual([{ firstName: 'Robin', lastName: '' }]);
  });

  it('shows the terms with their links', async () => {
    const text = 'Be kind, see the rules.';
    await show({ ...signUp, terms: { text: { text, entities: [{ type: 'textUrl', offset: 13, length: 9, url: 'https://telegram.org/tos' }] }, mustAccept: false } });
    fireEvent.click(screen.getByText('Terms of Service'));
    const link = screen.getByText<HTMLAnchorElement>('the rules');
    expect(link.href).toBe('https://telegram.org/tos');
    expect(link.closest('p')?.textContent).toBe(text);
  });

  it('does not sign up when the terms are declined, and keeps the name', async () => {
    const { engine } = await show(signUp);
    type('First name', 'Robin');
    submit();
    fireEvent.click(screen.getByText('Decline').closest('button')!);
    expect(screen.getByRole('alert').textContent).toMatch(/agreement/);
    expect(called(engine, 'auth.signUp')).toEqual([]);
    expect(input('First name').value).toBe('Robin');
  });
});

describe('the credentials page', () => {
  it('checks both values in place', async () => {
    const { engine } = await show({ step: 'credentials' });
    type('API id', 'abc');
    type('API hash', 'short');
    submit();
    expect(screen.getAllByRole('alert')).toHaveLength(2);
    expect(called(engine, 'auth.setCredentials')).toEqual([]);
    type('API id', '12345');
    type('API hash', '0123456789ABCDEF0123456789abcdef');
    submit();
    await vi.waitFor(() => expect(engine.auth.state.step).toBe('phone'));
    expect(called(engine, 'auth.setCredentials')).toEqual([{ apiId: 12345, apiHash: '0123456789abcdef0123456789abcdef' }]);
  });
});
