import UserPlus from 'lucide-solid/icons/user-plus';
import MessageCircle from 'lucide-solid/icons/message-circle';
import { createMemo, createSignal, For, Show, type JSX } from 'solid-js';
import { contactFacts, type ContactCard, type Peer } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import s from './Cards.module.css';

const words = t.cards.contact;

/** Somebody whose number was shared: a card that leads to a chat with them, and keeps them. */
export function ContactBody(props: { contact: ContactCard }): JSX.Element {
  const app = useApp();
  const [busy, setBusy] = createSignal(false);
  const peer = () => (props.contact.userId === undefined ? undefined : app.peers.get(props.contact.userId));
  const name = () => [props.contact.firstName, props.contact.lastName].filter(Boolean).join(' ') || props.contact.phone;
  const shown = (): Pick<Peer, 'title' | 'color'> & Peer =>
    peer() ?? ({ id: (props.contact.userId ?? 1) as Peer['id'], kind: 'user', title: name(), usernames: [], color: 0, rights: { send: false, sendMedia: false, pin: false, deleteOthers: false } } as Peer);
  const facts = createMemo(() => contactFacts(props.contact.vcard).filter((fact) => fact.value.replace(/\D/g, '') !== props.contact.phone.replace(/\D/g, '') || fact.kind !== 'phone'));
  const phone = () => (/^\d/.test(props.contact.phone) ? `+${props.contact.phone}` : props.contact.phone);
  const mayAdd = () => props.contact.phone !== '' && peer()?.isContact !== true && peer()?.isSelf !== true;
  const add = async () => {
    const { userId, firstName, lastName } = props.contact;
    setBusy(true);
    try {
      if (userId !== undefined && peer() !== undefined) await app.client.call('contacts.add', { peerId: userId, firstName: firstName || name(), lastName });
      else {
        const found = await app.client.call('contacts.addByPhone', { phone: phone(), firstName: firstName || name(), lastName });
        if (found === null) return app.layers.toast(t.contacts.notFound);
      }
      app.layers.toast(t.contacts.added(name()));
    } catch (error) {
      app.layers.showError(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class={s.card}>
      <div class={s.person}>
        <Avatar peer={shown()} size={42} />
        <span class={s.words}>
          <span class={s.title} dir="auto">
            {name()}
          </span>
          <span class={s.note} dir="ltr">
            {phone()}
          </span>
        </span>
      </div>
      <For each={facts()}>
        {(fact) => (
          <p class={s.fact}>
            <span class={s.note}>{words.facts[fact.kind]}</span> <span dir="auto">{fact.value}</span>
          </p>
        )}
      </For>
      <div class={s.actions}>
        <Show when={peer()}>
          {(known) => (
            <button type="button" class={s.action} onClick={() => app.navigation.open(known().id)}>
              <MessageCircle />
              {words.message}
            </button>
          )}
        </Show>
        <Show when={mayAdd()}>
          <button type="button" class={s.action} disabled={busy()} onClick={() => void add()}>
            <UserPlus />
            {words.add}
          </button>
        </Show>
      </div>
    </div>
  );
}
