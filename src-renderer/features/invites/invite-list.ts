import { createSignal, type Accessor } from 'solid-js';
import { createStore, reconcile, unwrap } from 'solid-js/store';
import type { InviteLink } from '#shared/ipc/invites.ts';
import { AppError, type PeerId } from '#shared/model/index.ts';
import type { IpcClient } from '../../ipc/client.ts';
import { t } from '../../strings/index.ts';

export interface InviteList {
  /** Undefined until they were told once. */
  links: Accessor<readonly InviteLink[] | undefined>;
  hasMore: Accessor<boolean>;
  /** Why they could not be read: a sentence. */
  problem: Accessor<string | undefined>;
  /** Reads them from the beginning. */
  reload(): void;
  more(): void;
}

/** The links of this account into a chat, or those of them that are revoked, in pages. */
export function createInviteList(client: Pick<IpcClient, 'call'>, peerId: PeerId, revoked: boolean): InviteList {
  // Rows that stay keep their identity, and with it the focus.
  const [known, setKnown] = createStore<{ links?: InviteLink[] }>({});
  const [hasMore, setHasMore] = createSignal(false);
  const [problem, setProblem] = createSignal<string>();
  let request = 0;
  const read = (before: readonly InviteLink[]) => {
    const mine = ++request;
    const last = before.at(-1);
    setProblem(undefined);
    client.call('info.invites', { peerId, revoked, ...(last === undefined ? {} : { after: { link: last.link, date: last.date } }) }).then(
      (page) => {
        // What was asked for later is newer.
        if (mine !== request) return;
        setKnown('links', reconcile([...before, ...page.links], { key: 'link' }));
        setHasMore(page.hasMore);
      },
      (error: unknown) => mine === request && setProblem(error instanceof AppError ? error.message : t.app.somethingWrong),
    );
  };
  read([]);
  return { links: () => known.links, hasMore, problem, reload: () => read([]), more: () => read([...(unwrap(known).links ?? [])]) };
}
