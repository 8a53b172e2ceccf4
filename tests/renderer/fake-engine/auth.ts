import { AppError, type AuthState, type Country, type Peer } from '#shared/model/index.ts';

export const countries: Country[] = [
  { iso2: 'DE', name: 'Germany', code: '49', prefixes: [], patterns: ['XXX XXXXXXX', 'XXXX XXXXXXX'] },
  { iso2: 'US', name: 'United States', code: '1', prefixes: [], patterns: ['XXX XXX XXXX'] },
  { iso2: 'CA', name: 'Canada', code: '1', prefixes: ['204', '226', '416', '514', '604'], patterns: ['XXX XXX XXXX'] },
  { iso2: 'GB', name: 'United Kingdom', code: '44', prefixes: [], patterns: ['XXXX XXXXXX'] },
  { iso2: 'FR', name: 'France', code: '33', prefixes: [], patterns: ['X XX XX XX XX'] },
  { iso2: 'IT', name: 'Italy', code: '39', prefixes: [], patterns: ['XXX XXX XXX'] },
  { iso2: 'ES', name: 'Spain', code: '34', prefixes: [], patterns: ['XXX XXX XXX'] },
  { iso2: 'RU', name: 'Russia', code: '7', prefixes: [], patterns: ['XXX XXX XXXX'] },
  { iso2: 'KZ', name: 'Kazakhstan', code: '7', prefixes: ['6', '7'], patterns: ['XXX XXX XX XX'] },
  { iso2: 'CH', name: 'Switzerland', code: '41', prefixes: [], patterns: ['XX XXX XXXX'] },
  { iso2: 'JP', name: 'Japan', code: '81', prefixes: [], patterns: ['XX XXXX XXXX'] },
  { iso2: 'AE', name: 'United Arab Emirates', code: '971', prefixes: [], patterns: ['XX XXX XXXX'] },
  { iso2: 'FT', name: 'Anonymous Numbers', code: '888', prefixes: [], patterns: ['XXXX XXXX'] },
  { iso2: 'YL', name: 'Test servers', code: '999', prefixes: [], patterns: ['66 X XXXX'] },
];

/** Signing in as the fake engine plays it: code 22222, a phone that ends in 0 is new, one that ends in 9 is refused. */
export class FakeAuth {
  state: AuthState;
  private readonly self: Peer;
  private readonly changed: () => void;

  constructor(state: AuthState, self: Peer, changed: () => void) {
    this.state = state;
    this.self = self;
    this.changed = changed;
  }

  set(state: AuthState): void {
    this.state = state;
    this.changed();
  }

  sendCode(phone: string): void {
    const digits = phone.replace(/\D/g, '');
    if (digits.length < 7 || digits.endsWith('9')) throw new AppError({ code: 'PHONE_INVALID', message: 'This phone number is not valid. Check the country code and the number.' });
    this.set({ step: 'code', phone: `+${digits}`, delivery: { kind: 'app', length: 5 }, nextDelivery: 'sms', resendAt: Date.now() + 60_000 });
  }

  resend(): void {
    if (this.state.step !== 'code') throw new AppError({ code: 'WRONG_STEP', message: 'This step is over.' });
    this.set({ step: 'code', phone: this.state.phone, delivery: { kind: 'sms', length: 5 }, nextDelivery: 'call', resendAt: Date.now() + 60_000 });
  }

  signIn(code: string): void {
    if (this.state.step !== 'code') throw new AppError({ code: 'WRONG_STEP', message: 'This step is over.' });
    if (code !== '22222') throw new AppError({ code: 'CODE_INVALID', message: 'This code is not right. Check it and try again.' });
    if (!this.state.phone.endsWith('0')) return this.set({ step: 'ready', self: this.self });
    const text = 'Be kind to others and follow the law of your country.\n\nDo not send spam, and do not promote violence.';
    this.set({ step: 'signUp', phone: this.state.phone, terms: { text: { text, entities: [] }, minimumAge: 16, mustAccept: true } });
  }

  signUp(firstName: string): void {
    if (firstName.trim() === '') throw new AppError({ code: 'NAME_INVALID', message: 'Enter a first name.' });
    this.set({ step: 'ready', self: this.self });
  }
}
