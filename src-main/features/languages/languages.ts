import type { tl } from '#tl';
import { drop } from '#shared/assert.ts';
import type { CallHandlers, TopicHandlers } from '#shared/ipc/handlers.ts';
import { cloudKeys } from '#shared/languages/cloud-keys.ts';
import { AppError, builtInLanguage } from '#shared/model/index.ts';
import type { Language, LanguageState, PackText } from '#shared/model/index.ts';
import { RpcError } from '../../mtproto/index.ts';
import type { Logger, MtprotoClient } from '../../mtproto/index.ts';
import { applyDifference, isCloudCode, toLanguage, toPack } from './pack.ts';
import type { Pack } from './pack.ts';

/** The set of keys of Telegram Desktop, whose texts fit a desktop's windows. */
export const LANG_PACK = 'tdesktop';
/** The key of the text that offers to go on in a language, in that language. */
const OFFER = 'lng_switch_to_this';
const TIMEOUT_MS = 15_000;

/** What is kept between starts: the chosen language, its texts, and those it is based on. */
export interface StoredLanguage {
  language: Language;
  pack: Pack;
  base?: Pack;
}

export interface LanguagesContext {
  file: { load(): StoredLanguage | undefined; save(stored: StoredLanguage | undefined): void };
  client(): Pick<MtprotoClient, 'call' | 'setInit'> | undefined;
  log: Logger;
}

type LanguageCalls = Pick<CallHandlers, 'languages.list' | 'languages.choose'>;

/**
 * The language of the interface, of the whole app: which there are, which is chosen, and its texts, kept up to date with the server's
 * (core.telegram.org/api/translations). Works before anybody has signed in.
 */
export class Languages {
  readonly #context: LanguagesContext;
  readonly #listeners = new Set<(state: LanguageState) => void>();
  #stored: StoredLanguage | undefined;
  #suggested: LanguageState['suggested'];
  #asked: string | undefined;
  /** Grows with each choice: what an earlier one still brings is dropped. */
  #choice = 0;
  #isFresh = false;
  readonly #catchingUp = new Set<string>();

  constructor(context: LanguagesContext) {
    this.#context = context;
    this.#stored = context.file.load();
  }

  /** What the server is told of the language (core.telegram.org/method/initConnection). */
  get init(): { langPack: string; langCode: string } {
    return this.#stored === undefined ? { langPack: '', langCode: '' } : { langPack: LANG_PACK, langCode: this.#stored.language.code };
  }

  get state(): LanguageState {
    const { language = builtInLanguage, pack, base } = this.#stored ?? {};
    const texts: Record<string, PackText> = {};
    for (const key of cloudKeys) {
      const text = pack?.texts[key] ?? base?.texts[key];
      if (text !== undefined) texts[key] = text;
    }
    return { language, isBuiltIn: this.#stored === undefined, texts, ...(this.#suggested === undefined ? {} : { suggested: this.#suggested }) };
  }

  handlers(): LanguageCalls {
    return { 'languages.list': () => this.list(), 'languages.choose': ({ code }) => this.choose(code) };
  }

  readonly topic: TopicHandlers['language'] = (_input, emit) => {
    const listener = (state: LanguageState): void => emit(state);
    this.#listeners.add(listener);
    emit(this.state);
    return { retune: () => undefined, dispose: () => void this.#listeners.delete(listener) };
  };

  /** The languages that Telegram offers, official ones first. Throws `AppError` without a connection. */
  async list(): Promise<Language[]> {
    const answer = await this.#client().call({ _: 'langpack.getLanguages', langPack: LANG_PACK }, { timeoutMs: TIMEOUT_MS });
    const languages = answer.flatMap((one) => toLanguage(one) ?? []);
    return [...languages.filter((one) => one.isOfficial), ...languages.filter((one) => !one.isOfficial)];
  }

  /**
   * Changes the language. English is built in and needs no server. Throws `AppError('NOT_FOUND')` and keeps the present one
   * when there is no such language.
   */
  async choose(code: string): Promise<void> {
    const choice = ++this.#choice;
    if (code === builtInLanguage.code) return this.#take(undefined);
    if (!isCloudCode(code)) throw notSupported();
    try {
      const client = this.#client();
      const language = toLanguage(await client.call({ _: 'langpack.getLanguage', langPack: LANG_PACK, langCode: code }, { timeoutMs: TIMEOUT_MS }));
      if (language === undefined) throw notSupported();
      const [pack, base] = await Promise.all([this.#download(language.code), language.baseCode === undefined ? undefined : this.#download(language.baseCode)]);
      if (choice === this.#choice) this.#take({ language, pack, ...(base === undefined ? {} : { base }) });
    } catch (error) {
      if (error instanceof RpcError && error.type === 'LANG_CODE_NOT_SUPPORTED') throw notSupported();
      throw error;
    }
  }

  /** The first connection of a run: what was changed meanwhile is asked for, since no difference of the updates brings it. */
  connected(): void {
    if (this.#isFresh) return;
    this.#isFresh = true;
    const { pack, base } = this.#stored ?? {};
    for (const one of [pack, base]) if (one !== undefined) this.#catchUp(one.code);
  }

  /** `updateLangPack`, `updateLangPackTooLong`: the texts of a language have changed. */
  updated(update: tl.updateLangPack | tl.updateLangPackTooLong): void {
    if (update._ === 'updateLangPackTooLong') return this.#catchUp(update.langCode);
    for (const name of ['pack', 'base'] as const) this.#apply(name, update.difference);
  }

  /** The server's configuration names the newest versions and a language that may suit the person. */
  configChanged(config: Pick<tl.config, 'suggestedLangCode' | 'langPackVersion' | 'baseLangPackVersion'>): void {
    const { pack, base } = this.#stored ?? {};
    if (pack !== undefined && (config.langPackVersion ?? 0) > pack.version) this.#catchUp(pack.code);
    if (base !== undefined && (config.baseLangPackVersion ?? 0) > base.version) this.#catchUp(base.code);
    const code = config.suggestedLangCode;
    if (code === undefined || code === this.#asked || !isCloudCode(code)) return;
    this.#asked = code;
    drop(this.#suggest(code).catch((error: unknown) => this.#context.log.debug('the suggested language is not known', { error })));
  }

  async #suggest(code: string): Promise<void> {
    if (code === this.state.language.code) return;
    const [text] = await this.#client().call({ _: 'langpack.getStrings', langPack: LANG_PACK, langCode: code, keys: [OFFER] }, { timeoutMs: TIMEOUT_MS });
    if (text?._ !== 'langPackString' || text.key !== OFFER) return;
    this.#suggested = { code, offer: text.value.slice(0, 100) };
    this.#tell();
  }

  async #download(code: string): Promise<Pack> {
    return toPack(await this.#client().call({ _: 'langpack.getLangPack', langPack: LANG_PACK, langCode: code }, { timeoutMs: TIMEOUT_MS }), code);
  }

  #apply(name: 'pack' | 'base', difference: tl.LangPackDifference): void {
    const pack = this.#stored?.[name];
    if (this.#stored === undefined || pack === undefined) return;
    const next = applyDifference(pack, difference);
    if (next === 'gap') this.#catchUp(pack.code);
    else if (next !== 'old') this.#keep({ ...this.#stored, [name]: next });
  }

  #catchUp(code: string): void {
    const pack = [this.#stored?.pack, this.#stored?.base].find((one) => one?.code === code);
    if (pack === undefined || this.#catchingUp.has(code)) return;
    this.#catchingUp.add(code);
    const query = { _: 'langpack.getDifference', langPack: LANG_PACK, langCode: code, fromVersion: pack.version } as const;
    const asked = Promise.resolve(this.#context.client()?.call(query, { timeoutMs: TIMEOUT_MS }));
    drop(
      asked
        .finally(() => this.#catchingUp.delete(code))
        .then(
          (difference) => {
            if (difference !== undefined) for (const name of ['pack', 'base'] as const) this.#apply(name, difference);
          },
          (error: unknown) => this.#context.log.warn('the texts of the language could not be brought up to date', { error }),
        ),
    );
  }

  #take(stored: StoredLanguage | undefined): void {
    this.#isFresh = true;
    this.#suggested = undefined;
    this.#keep(stored);
    // The server writes its own texts in the language of the connection.
    this.#context.client()?.setInit(this.init);
  }

  #keep(stored: StoredLanguage | undefined): void {
    this.#stored = stored;
    this.#context.file.save(stored);
    this.#tell();
  }

  #tell(): void {
    const { state } = this;
    for (const listener of this.#listeners) listener(state);
  }

  #client(): Pick<MtprotoClient, 'call' | 'setInit'> {
    const client = this.#context.client();
    if (client === undefined) throw new AppError({ code: 'OFFLINE', message: 'Languages come from Telegram, which cannot be reached yet.' });
    return client;
  }
}

const notSupported = (): AppError =>
  new AppError({ code: 'NOT_FOUND', message: 'Telegram does not have this language any more. The present one stays.' });
