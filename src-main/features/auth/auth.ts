import type { tl } from '#tl';
import type { CallHandlers } from '#shared/ipc/handlers.ts';
import { AppError } from '#shared/model/index.ts';
import type { AuthState, Country, Peer } from '#shared/model/index.ts';
import { drop } from '#shared/assert.ts';
import { CallFailure, RpcError } from '../../mtproto/index.ts';
import { OfflineError } from './context.ts';
import type { AuthClient, AuthContext, Credentials } from './context.ts';
import { CountryList } from './countries.ts';
import { restoreFlow, saveFlow, toAuthState } from './flow.ts';
import type { CodeStep, SignUpStep } from './flow.ts';
import { phoneDigits } from './phone.ts';
import { resendDelay, toDelivery, toNextDelivery } from './sent-code.ts';

type AuthCall = Extract<keyof CallHandlers, `auth.${string}`>;
type SignInMethod = tl.auth.signIn | tl.auth.signUp;

const PASSWORD_NOTICE =
  'This account is protected by two-step verification, and this version of Petrel cannot sign in to such accounts yet.';

/**
 * Signing in and out (core.telegram.org/api/auth): credentials → phone → code → (sign-up) → ready. One call of a person runs
 * at a time; an authorization that comes after they were told to wait no longer is honoured while they are still on that
 * step, and logged out when they have gone back.
 */
export class AuthFeature {
  readonly #context: AuthContext;
  readonly #countries: CountryList;
  readonly #listeners = new Set<(state: AuthState) => void>();
  #state: AuthState = { step: 'starting' };
  #step: CodeStep | SignUpStep | undefined;
  #suggestedCountry: string | undefined;
  /** Rises whenever the flow moves on: answers to questions of an older flow are late. */
  #epoch = 0;
  #busy: object | undefined;
  #abandoned: AbortController | undefined;

  constructor(context: AuthContext) {
    this.#context = context;
    this.#countries = new CountryList(context.countries);
  }

  get state(): AuthState {
    return this.#state;
  }

  onState(listener: (state: AuthState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** `self` is the account that was signed in when the app was closed, if any. */
  start(self: Peer | undefined): void {
    const credentials = this.#context.credentials();
    if (self !== undefined) return this.#setState({ step: 'ready', self });
    if (credentials === undefined) return this.#setState({ step: 'credentials' });
    const step = restoreFlow(this.#context.flow.load(), credentials.apiId, this.#context.clock);
    if (step === undefined) return this.#toPhone({});
    this.#enter(step);
  }

  /** The own user changed. */
  setSelf(self: Peer): void {
    if (this.#state.step === 'ready') this.#setState({ step: 'ready', self });
  }

  /**
   * The server ended the session (401). A signed-in account is wiped and the person told why; before that, only the step is
   * dropped. Tokens of the account go too: a stolen machine must not get back in without a code.
   */
  async sessionLost(reason: string): Promise<void> {
    const state = this.#state;
    this.#moveOn();
    if (state.step === 'ready') {
      this.#context.tokens.removeOf(state.self.id);
      this.#setState({ step: 'starting' });
      await this.#context.endAccount({ farewell: false });
    }
    if (this.#context.credentials() === undefined) return this.#setState({ step: 'credentials' });
    this.#toPhone({ notice: reason });
  }

  readonly handlers: Pick<CallHandlers, AuthCall> = {
    'auth.setCredentials': (credentials) => this.#setCredentials(credentials),
    'auth.countries': (): Promise<Country[]> => this.#countries.get(this.#context.client()),
    'auth.sendCode': ({ phone }) => this.#exclusive(() => this.#sendCode(phone)),
    'auth.resendCode': () => this.#exclusive(() => this.#resendCode()),
    'auth.cancelCode': () => this.#cancelCode(),
    'auth.signIn': ({ code }) => this.#exclusive(() => this.#signIn(code)),
    'auth.signUp': ({ firstName, lastName }) => this.#exclusive(() => this.#signUp(firstName, lastName)),
    'auth.logOut': () => this.#logOut(),
  };

  async #setCredentials(credentials: Credentials): Promise<void> {
    if (this.#state.step !== 'credentials') throw wrongStep();
    await this.#context.setCredentials(credentials);
    this.#moveOn();
    this.#toPhone({});
  }

  async #sendCode(typed: string, restarted = false): Promise<void> {
    if (this.#state.step !== 'phone') throw wrongStep();
    const phone = phoneDigits(typed);
    if (phone === undefined) {
      throw new AppError({ code: 'PHONE_INVALID', message: 'This phone number is not valid. Check it and try again.' });
    }
    const credentials = this.#credentials();
    const epoch = this.#epoch;
    const tokens = this.#context.tokens.list().slice(0, 20);
    const method: tl.auth.sendCode = {
      _: 'auth.sendCode',
      phoneNumber: phone,
      apiId: credentials.apiId,
      apiHash: credentials.apiHash,
      settings: { _: 'codeSettings', ...(tokens.length === 0 ? {} : { logoutTokens: tokens }) },
    };
    let sent: tl.auth.SentCode;
    try {
      sent = await this.#ask((client, signal) => client.call(method, { signal, floodWaitLimitSeconds: 0 }));
    } catch (error) {
      if (isRestart(error) && !restarted && epoch === this.#epoch) return this.#sendCode(typed, true);
      this.#afterRefusal(error, phone);
      throw error;
    }
    if (epoch !== this.#epoch) return this.#lateSentCode(sent, phone);
    await this.#acceptSentCode(sent, phone);
  }

  async #resendCode(): Promise<void> {
    const step = this.#step;
    if (step?.step !== 'code') throw wrongStep();
    if (step.next === undefined || step.resendAt === undefined) {
      throw new AppError({ code: 'FORBIDDEN', message: 'There is no other way to send the code. Wait for the one that was sent.' });
    }
    const wait = Math.ceil((step.resendAt - this.#context.clock.monotonic()) / 1000);
    if (wait > 0) throw new AppError({ code: 'FLOOD', message: 'A new code cannot be sent yet. Wait a little.', retryAfter: wait });
    await this.#requestResend(step);
  }

  async #requestResend(step: { phone: string; hash: string }): Promise<void> {
    const epoch = this.#epoch;
    const method: tl.auth.resendCode = { _: 'auth.resendCode', phoneNumber: step.phone, phoneCodeHash: step.hash };
    let sent: tl.auth.SentCode;
    try {
      sent = await this.#ask((client, signal) => client.call(method, { signal, floodWaitLimitSeconds: 0 }));
    } catch (error) {
      if (error instanceof RpcError && error.type === 'SEND_CODE_UNAVAILABLE' && this.#step?.step === 'code') {
        const { next: _, resendAt: __, ...rest } = this.#step;
        this.#enter(rest);
      }
      this.#afterRefusal(error, step.phone);
      throw error;
    }
    if (epoch !== this.#epoch) return this.#lateSentCode(sent, step.phone);
    await this.#acceptSentCode(sent, step.phone, true);
  }

  /** Back to the phone page. The server hears of it when it can; nobody waits for that. */
  #cancelCode(): void {
    if (this.#state.step !== 'code' && this.#state.step !== 'signUp' && this.#state.step !== 'phone') throw wrongStep();
    const step = this.#step;
    this.#moveOn();
    this.#toPhone(step === undefined ? {} : { phone: step.phone });
    const client = this.#context.client();
    if (step === undefined || client === undefined) return;
    client
      .call({ _: 'auth.cancelCode', phoneNumber: step.phone, phoneCodeHash: step.hash }, { timeoutMs: 30_000 })
      .catch(() => undefined);
  }

  async #signIn(typed: string): Promise<void> {
    const step = this.#step;
    if (step?.step !== 'code') throw wrongStep();
    const code = normalizeCode(typed, step);
    await this.#authorize(step, {
      _: 'auth.signIn',
      phoneNumber: step.phone,
      phoneCodeHash: step.hash,
      ...(step.delivery.kind === 'email'
        ? { emailVerification: { _: 'emailVerificationCode', code } as const }
        : { phoneCode: code }),
    });
  }

  async #signUp(first: string, last: string): Promise<void> {
    const step = this.#step;
    if (step?.step !== 'signUp') throw wrongStep();
    const firstName = first.trim();
    const lastName = last.trim();
    if (firstName === '' || [...firstName].length > 64) {
      throw new AppError({ code: 'NAME_INVALID', message: 'The first name must have 1 to 64 characters.' });
    }
    if ([...lastName].length > 64) {
      throw new AppError({ code: 'NAME_INVALID', message: 'The last name may have up to 64 characters.' });
    }
    await this.#authorize(step, { _: 'auth.signUp', phoneNumber: step.phone, phoneCodeHash: step.hash, firstName, lastName });
  }

  /** Carries out a sign-in. The call goes on when the person has waited long enough: its answer must not be lost. */
  async #authorize(step: CodeStep | SignUpStep, method: SignInMethod): Promise<void> {
    const epoch = this.#epoch;
    const client = this.#client();
    this.#abandoned?.abort();
    const controller = new AbortController();
    this.#abandoned = controller;
    const answer = client.call(method, { signal: controller.signal, floodWaitLimitSeconds: 0 });
    let authorization: tl.auth.Authorization;
    try {
      authorization = await this.#withPatience(answer);
    } catch (error) {
      if (error instanceof OfflineError || (error instanceof CallFailure && error.reason === 'timeout')) {
        answer.then((late) => this.#acceptAuthorization(late, step, epoch, client)).catch(() => undefined);
        throw error;
      }
      if (epoch === this.#epoch) this.#afterSignInRefusal(error, step);
      if (error instanceof RpcError && error.type === 'PHONE_NUMBER_UNOCCUPIED') return;
      throw error;
    }
    this.#acceptAuthorization(authorization, step, epoch, client);
  }

  #acceptAuthorization(
    authorization: tl.auth.Authorization,
    step: CodeStep | SignUpStep,
    epoch: number,
    client: AuthClient,
  ): void {
    if (authorization._ === 'auth.authorizationSignUpRequired') {
      if (epoch === this.#epoch) this.#enterSignUp(step, authorization.termsOfService);
      return;
    }
    if (epoch !== this.#epoch) {
      // The person has gone back: an authorization that nobody wants is ended, not leaked.
      client.call({ _: 'auth.logOut' }).catch(() => undefined);
      return;
    }
    this.#signedIn(authorization);
  }

  #signedIn(authorization: tl.auth.authorization): void {
    const self = this.#context.accountSignedIn(authorization);
    if (authorization.futureAuthToken !== undefined) this.#context.tokens.add(self.id, authorization.futureAuthToken);
    this.#moveOn();
    this.#setState({ step: 'ready', self });
  }

  async #acceptSentCode(sent: tl.auth.SentCode, phone: string, resent = false): Promise<void> {
    if (sent._ === 'auth.sentCodeSuccess') {
      if (sent.authorization._ === 'auth.authorization') return this.#signedIn(sent.authorization);
      throw new AppError({ code: 'SERVER', message: 'Telegram asks to start signing in again.' });
    }
    if (sent._ === 'auth.sentCodePaymentRequired') {
      throw new AppError({
        code: 'FORBIDDEN',
        message: `Telegram asks to pay for a code to this number. Sign in with an official app first, or write to ${sent.supportEmailAddress}.`,
      });
    }
    const delay = resendDelay(sent);
    const next = toNextDelivery(sent.nextType);
    if (sent.type._ === 'auth.sentCodeTypeFirebaseSms' && !resent) {
      // Only official mobile apps can receive it: the next way is asked for at once.
      return this.#requestResend({ phone, hash: sent.phoneCodeHash });
    }
    this.#enter({
      step: 'code',
      phone,
      hash: sent.phoneCodeHash,
      delivery: toDelivery(sent.type),
      ...(next === undefined || delay === undefined
        ? {}
        : { next, resendAt: this.#context.clock.monotonic() + delay * 1000 }),
    });
  }

  /** The person went back while the question was on its way: a code is cancelled, an authorization ended. */
  #lateSentCode(sent: tl.auth.SentCode, phone: string): void {
    const client = this.#context.client();
    if (sent._ === 'auth.sentCode') {
      client?.call({ _: 'auth.cancelCode', phoneNumber: phone, phoneCodeHash: sent.phoneCodeHash }).catch(() => undefined);
    }
    if (sent._ === 'auth.sentCodeSuccess') client?.call({ _: 'auth.logOut' }).catch(() => undefined);
  }

  #afterRefusal(error: unknown, phone: string): void {
    if (!(error instanceof RpcError)) return;
    if (/^(CONNECTION_)?API_ID_INVALID$|^API_ID_PUBLISHED_FLOOD$/.test(error.type) && !this.#context.credentialsAreFixed) {
      this.#moveOn();
      this.#setState({ step: 'credentials' });
    } else if (error.type === 'SESSION_PASSWORD_NEEDED') {
      this.#moveOn();
      this.#toPhone({ phone, notice: PASSWORD_NOTICE });
    } else if (error.code === 401) {
      this.#moveOn();
      this.#toPhone({ phone, notice: 'The connection was renewed. Ask for a code again.' });
    } else if (/^PHONE_CODE_(EXPIRED|HASH_EMPTY)$/.test(error.type) && this.#step !== undefined) {
      this.#moveOn();
      this.#toPhone({ phone, notice: 'The code has expired. Ask for a new one.' });
    }
  }

  #afterSignInRefusal(error: unknown, step: CodeStep | SignUpStep): void {
    if (!(error instanceof RpcError)) return;
    if (error.type === 'PHONE_NUMBER_UNOCCUPIED') return this.#enterSignUp(step, undefined);
    if (error.type === 'PHONE_NUMBER_OCCUPIED') {
      this.#moveOn();
      return this.#toPhone({ phone: step.phone, notice: 'This phone number has an account already. Sign in with it.' });
    }
    if (isRestart(error)) {
      this.#moveOn();
      return this.#toPhone({ phone: step.phone, notice: 'Telegram asks to start signing in again.' });
    }
    this.#afterRefusal(error, step.phone);
  }

  #enterSignUp(step: CodeStep | SignUpStep, terms: tl.help.TermsOfService | undefined): void {
    this.#enter({
      step: 'signUp',
      phone: step.phone,
      hash: step.hash,
      ...(terms === undefined
        ? {}
        : {
            terms: {
              text: this.#context.formatText(terms.text, terms.entities),
              mustAccept: terms.popup === true,
              ...(terms.minAgeConfirm === undefined ? {} : { minimumAge: terms.minAgeConfirm }),
            },
          }),
    });
  }

  async #logOut(): Promise<void> {
    if (this.#state.step !== 'ready') throw wrongStep();
    const self = this.#state.self;
    const client = this.#client();
    this.#moveOn();
    this.#setState({ step: 'starting' });
    let farewell = false;
    try {
      const answer = await client.call({ _: 'auth.logOut' }, { timeoutMs: this.#context.isOffline() ? 1000 : 8000 });
      if (answer.futureAuthToken !== undefined) this.#context.tokens.add(self.id, answer.futureAuthToken);
    } catch (error) {
      // A 401 says that the session is gone already; anything else that it still has to be ended.
      farewell = !(error instanceof RpcError && error.code === 401);
      this.#context.log.info('logging out goes on without the server', { error });
    }
    await this.#context.endAccount({ farewell });
    this.#toPhone({});
  }

  #toPhone(options: { phone?: string; notice?: string }): void {
    this.#step = undefined;
    this.#context.flow.save(undefined);
    const country = this.#suggestedCountry;
    this.#setState({
      step: 'phone',
      ...(country === undefined ? {} : { suggestedCountry: country }),
      ...(options.phone === undefined ? {} : { phone: options.phone }),
      ...(options.notice === undefined ? {} : { notice: options.notice }),
    });
    if (country === undefined) drop(this.#askWhereWeAre());
  }

  /** Which country to suggest, and which DC to sign in at (core.telegram.org/api/datacenter). */
  async #askWhereWeAre(): Promise<void> {
    try {
      const client = this.#context.client();
      const nearest = await client?.call({ _: 'help.getNearestDc' });
      if (client === undefined || nearest === undefined) return;
      // A number that is on its way belongs to the DC that has it.
      const idle = this.#state.step === 'phone' && this.#busy === undefined && client === this.#context.client();
      if (idle && nearest.nearestDc > 0 && nearest.nearestDc !== nearest.thisDc) client.setMainDc(nearest.nearestDc);
      if (nearest.country === '') return;
      this.#suggestedCountry = nearest.country;
      if (this.#state.step === 'phone') this.#setState({ ...this.#state, suggestedCountry: nearest.country });
    } catch {
      // The country is only a convenience.
    }
  }

  #enter(step: CodeStep | SignUpStep): void {
    this.#step = step;
    const apiId = this.#context.credentials()?.apiId;
    if (apiId !== undefined) this.#context.flow.save(saveFlow(step, apiId, this.#context.clock));
    this.#setState(toAuthState(step, this.#context.clock));
  }

  #setState(state: AuthState): void {
    this.#state = state;
    for (const listener of [...this.#listeners]) listener(state);
  }

  /** Leaves the step: what was asked in it is late from now on. */
  #moveOn(): void {
    this.#epoch++;
    this.#busy = undefined;
    this.#step = undefined;
    this.#context.flow.save(undefined);
  }

  async #exclusive<T>(work: () => Promise<T>): Promise<T> {
    if (this.#busy !== undefined) {
      throw new AppError({ code: 'WRONG_STEP', message: "Petrel still waits for Telegram's answer." });
    }
    const token = {};
    this.#busy = token;
    try {
      return await work();
    } finally {
      if (this.#busy === token) this.#busy = undefined;
    }
  }

  #client(): AuthClient {
    const client = this.#context.client();
    if (client === undefined) throw wrongStep();
    return client;
  }

  #credentials(): Credentials {
    const credentials = this.#context.credentials();
    if (credentials === undefined) throw wrongStep();
    return credentials;
  }

  /** Asks something that may be taken back when the person has waited long enough. */
  async #ask<T>(run: (client: AuthClient, signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    try {
      return await this.#withPatience(run(this.#client(), controller.signal));
    } catch (error) {
      controller.abort(error);
      throw error;
    }
  }

  async #withPatience<T>(answer: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(this.#context.isOffline() ? new OfflineError() : new CallFailure('timeout', 'auth'));
      }, this.#context.patienceMs);
    });
    try {
      return await Promise.race([answer, limit]);
    } finally {
      clearTimeout(timer);
      answer.catch(() => undefined);
    }
  }
}

const wrongStep = (): AppError =>
  new AppError({ code: 'WRONG_STEP', message: 'This is not possible at this point of signing in.' });

const isRestart = (error: unknown): boolean => error instanceof RpcError && /^AUTH_RESTART(_%d)?$/.test(error.type);

/** The code as the server wants it; throws `AppError('CODE_INVALID')` for what cannot be right. */
function normalizeCode(typed: string, step: CodeStep): string {
  const { delivery } = step;
  if (delivery.kind === 'smsWord' || delivery.kind === 'smsPhrase') {
    const text = typed.trim().replace(/\s+/g, ' ');
    const beginning = delivery.beginning ?? '';
    if (text !== '' && text.toLowerCase().startsWith(beginning.toLowerCase())) return text;
    throw new AppError({ code: 'CODE_INVALID', message: `The text must start with "${beginning}".` });
  }
  const digits = typed.replace(/[\s-]/g, '');
  if (digits === '' || (delivery.kind !== 'email' && !/^\d+$/.test(digits))) {
    throw new AppError({ code: 'CODE_INVALID', message: 'Type the digits of the code.' });
  }
  return digits;
}
