import SearchX from 'lucide-solid/icons/search-x';
import Search from 'lucide-solid/icons/search';
import { Match, Show, Switch, type JSX } from 'solid-js';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import type { ListSearch } from './list-search.ts';
import { PostsOffer } from './PostsOffer.tsx';
import s from './SearchStatus.module.css';

/** What stands in the results when there are none: a hint, that it is still searching, that nothing was found, or what went wrong. */
export function SearchStatus(props: { search: ListSearch; offline: boolean }): JSX.Element {
  const found = () => props.search.found();
  const isEmpty = () => props.search.choices().length === 0;
  const inPosts = () => props.search.posts() !== undefined;
  const quota = () => (found()?.quota?.pending === true ? found()?.quota : undefined);
  const waits = () => props.search.hasWish() && (found() === undefined || found()?.state === 'searching');
  const nothing = () => (props.search.query().trim() === '' ? t.search.nothingOfKind : t.search.nothing(props.search.query().trim()));
  return (
    <Show when={isEmpty()}>
      <div class={s.status} data-testid="search-status">
        <Switch
          fallback={
            <>
              <SearchX class={s.sign} />
              <p class={s.title} dir="auto">
                {nothing()}
              </p>
              <p class={s.text}>{props.offline && !inPosts() ? `${t.search.offline} ${t.search.nothingHere}` : t.search.nothingText}</p>
            </>
          }
        >
          <Match when={!props.search.hasWish()}>
            <Search class={s.sign} />
            <p class={s.title}>{inPosts() ? t.search.posts.hint : t.search.hint}</p>
            <p class={s.text}>{inPosts() ? t.search.posts.hintMore : t.search.hintMore}</p>
          </Match>
          <Match when={inPosts() && props.offline}>
            <Search class={s.sign} />
            <p class={s.text}>{t.search.posts.offline}</p>
          </Match>
          <Match when={quota()}>{(offer) => <PostsOffer quota={offer()} search={props.search} />}</Match>
          <Match when={found()?.problem}>
            {(problem) => (
              <>
                <p class={s.text} role="alert">
                  {problem()}
                </p>
                <Show when={found()?.state === 'failed'}>
                  <Button look="quiet" onClick={() => props.search.again()}>
                    {t.search.again}
                  </Button>
                </Show>
              </>
            )}
          </Match>
          <Match when={waits()}>
            <Spinner />
            <p class={s.text}>{t.search.searching}</p>
          </Match>
        </Switch>
      </div>
    </Show>
  );
}
