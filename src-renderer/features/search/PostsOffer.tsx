import Megaphone from 'lucide-solid/icons/megaphone';
import { Show, type JSX } from 'solid-js';
import type { PostsQuota } from '#shared/model/index.ts';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import type { ListSearch } from './list-search.ts';
import s from './SearchStatus.module.css';

/** What a search among public posts would use up; nothing is asked before the button is pressed. */
export function PostsOffer(props: { quota: PostsQuota; search: ListSearch }): JSX.Element {
  return (
    <>
      <Megaphone class={s.sign} />
      <p class={s.title} dir="auto">
        {t.search.posts.ask(props.search.query().trim())}
      </p>
      <Show
        when={props.quota.remains > 0}
        fallback={
          <>
            <p class={s.text}>{t.search.posts.usedUp(props.quota.daily)}</p>
            <p class={s.text}>{props.quota.freeAt === undefined ? t.search.posts.nextDay : t.search.posts.freeAt(props.quota.freeAt)}</p>
          </>
        }
      >
        <p class={s.text}>{t.search.posts.remains(props.quota.remains, props.quota.daily)}</p>
        <Button
          onMouseDown={(event) => event.preventDefault()}
          onClick={(event) => {
            // The button goes away with the question: the keys stay with the search.
            event.currentTarget.closest('[data-shell]')?.querySelector<HTMLElement>('[data-testid="search-field"]')?.focus();
            props.search.searchPosts();
          }}
        >
          {t.search.posts.search}
        </Button>
      </Show>
    </>
  );
}
