import type { Message, MessageId, PeerId, SendingState } from '#shared/model/index.ts';
import type { SqlDatabase } from './database.ts';

/** `sent`: the server has it, its message has not come yet. `cancelled`: deleted here while it was on its way. */
export type OutboxState = 'queued' | 'sending' | 'sent' | 'failed' | 'cancelled';

/** One message on its way out. */
export interface OutboxRow {
  /** The negative id under which it is shown. */
  localId: MessageId;
  randomId: bigint;
  peerId: PeerId;
  /** Which sender knows how to read `params`. */
  kind: string;
  /** Frozen parameters of the call, as JSON. */
  params: unknown;
  state: OutboxState;
  attempts: number;
  /** Unix ms. */
  nextTryAt: number;
  /** Unix ms. */
  createdAt: number;
  /** The id that the server gave. */
  serverId?: MessageId;
  /** It goes to the queue of scheduled messages, and `serverId` is an id of that queue. */
  scheduled: boolean;
  message: Message;
}

export interface NewOutboxRow {
  randomId: bigint;
  peerId: PeerId;
  kind: string;
  params: unknown;
  createdAt: number;
  /** It goes to the queue of scheduled messages. */
  scheduled?: boolean;
  /** The message as it is shown until the server's comes; its id is set here. */
  message: Omit<Message, 'id'>;
}

interface Row {
  n: bigint;
  random_id: bigint;
  peer_id: bigint;
  kind: string;
  params: string;
  state: string;
  attempts: bigint;
  next_try_at: bigint;
  created_at: bigint;
  server_id: bigint | null;
  scheduled: bigint;
  model: string;
}

/** Messages that the server has not confirmed, in the order in which they were written. */
export class OutboxRepository {
  readonly #db: SqlDatabase;
  readonly #refreshDialog: (peerId: PeerId) => void;

  /** `refreshDialog` brings a chat's place in the list up to date with its newest message. */
  constructor(db: SqlDatabase, refreshDialog: (peerId: PeerId) => void) {
    this.#db = db;
    this.#refreshDialog = refreshDialog;
  }

  add(row: NewOutboxRow): OutboxRow {
    return this.#db.step(() => {
      const { lastId } = this.#db.run(
        "INSERT INTO outbox (random_id, peer_id, kind, params, state, created_at, scheduled, model) VALUES (?, ?, ?, ?, 'queued', ?, ?, '')",
        row.randomId,
        row.peerId,
        row.kind,
        JSON.stringify(row.params),
        row.createdAt,
        row.scheduled === true ? 1 : 0,
      );
      const localId = -lastId as MessageId;
      const message: Message = { ...row.message, id: localId };
      this.#db.run('UPDATE outbox SET model = ? WHERE n = ?', JSON.stringify(message), lastId);
      const scheduled = row.scheduled === true;
      this.#touched({ peerId: row.peerId, localId, scheduled });
      return { ...row, scheduled, localId, state: 'queued', attempts: 0, nextTryAt: 0, message };
    });
  }

  get(localId: MessageId): OutboxRow | undefined {
    const row = this.#db.getBig<Row>('SELECT * FROM outbox WHERE n = ?', -localId);
    return row === undefined ? undefined : read(row);
  }

  byRandomId(randomId: bigint): OutboxRow | undefined {
    const row = this.#db.getBig<Row>('SELECT * FROM outbox WHERE random_id = ?', randomId);
    return row === undefined ? undefined : read(row);
  }

  /** What a chat shows as still on its way, oldest first. */
  ofPeer(peerId: PeerId): OutboxRow[] {
    return this.laneOf(peerId).filter((row) => !row.scheduled);
  }

  /** What is on its way to the queue of a chat's scheduled messages, oldest first. */
  scheduledOf(peerId: PeerId): OutboxRow[] {
    return this.laneOf(peerId).filter((row) => row.scheduled);
  }

  /** Everything that is on its way to a chat, now or scheduled, oldest first. */
  laneOf(peerId: PeerId): OutboxRow[] {
    return this.#db.allBig<Row>("SELECT * FROM outbox WHERE peer_id = ? AND state <> 'cancelled' ORDER BY n", peerId).map(read);
  }

  /** All rows, oldest first. */
  all(): OutboxRow[] {
    return this.#db.allBig<Row>('SELECT * FROM outbox ORDER BY n').map(read);
  }

  update(
    localId: MessageId,
    patch: Partial<Pick<OutboxRow, 'state' | 'attempts' | 'nextTryAt' | 'params' | 'randomId'>> & { sending?: SendingState },
  ): void {
    const row = this.get(localId);
    if (row === undefined) return;
    this.#db.step(() => {
      const message = patch.sending === undefined ? row.message : { ...row.message, sending: patch.sending };
      this.#db.run(
        'UPDATE outbox SET state = ?, attempts = ?, next_try_at = ?, params = ?, random_id = ?, model = ? WHERE n = ?',
        patch.state ?? row.state,
        patch.attempts ?? row.attempts,
        patch.nextTryAt ?? row.nextTryAt,
        JSON.stringify(patch.params ?? row.params),
        patch.randomId ?? row.randomId,
        JSON.stringify(message),
        -localId,
      );
      this.#touched(row);
    });
  }

  /** Has a message that is not on its way go at another time, or at once: into the other of the two queues, if need be. */
  replan(localId: MessageId, params: unknown, date: number, scheduled: boolean): void {
    const row = this.get(localId);
    if (row === undefined) return;
    this.#db.step(() => {
      const message: Message = { ...row.message, date, sending: { state: 'pending' } };
      this.#db.run(
        "UPDATE outbox SET params = ?, scheduled = ?, state = 'queued', attempts = 0, next_try_at = 0, model = ? WHERE n = ?",
        JSON.stringify(params), scheduled ? 1 : 0, JSON.stringify(message), -localId,
      );
      this.#touched(row);
      this.#touched({ ...row, scheduled });
    });
  }

  delete(localId: MessageId): void {
    const row = this.get(localId);
    if (row === undefined) return;
    this.#db.step(() => {
      this.#db.run('DELETE FROM outbox WHERE n = ?', -localId);
      this.#touched(row);
    });
  }

  /**
   * The server gave an id to the message with this `random_id` (updateMessageID). `stored`: its message is already here, so the
   * row ends; otherwise it ends when the message comes. `scheduled`: the id is one of the chat's queue; when it is not said, as the
   * message was sent. Returns the row as it is known to go; undefined when the send is not ours.
   */
  assignServerId(
    randomId: bigint, id: MessageId, stored: (row: OutboxRow) => boolean, scheduled?: boolean,
  ): OutboxRow | undefined {
    const before = this.byRandomId(randomId);
    if (before === undefined) return undefined;
    const row = { ...before, scheduled: scheduled ?? before.scheduled };
    this.#db.step(() => {
      const { sending: _sending, ...message } = row.message;
      this.#db.run(
        'UPDATE outbox SET server_id = ?, state = ?, scheduled = ?, model = ? WHERE n = ?',
        id,
        row.state === 'cancelled' ? 'cancelled' : 'sent',
        row.scheduled ? 1 : 0,
        JSON.stringify(message),
        -row.localId,
      );
      this.#touched(before);
      if (row.scheduled !== before.scheduled) this.#touched(row);
      if (!stored(row)) return;
      if (row.scheduled) this.settleScheduled(row.peerId, id);
      else this.settle(row.peerId, id);
    });
    return row;
  }

  /** The confirmed message `id` is stored: an outbox row with that server id has done its work. */
  settle(peerId: PeerId, id: MessageId): void {
    const found = this.#db.getBig<Row>('SELECT * FROM outbox WHERE peer_id = ? AND server_id = ? AND scheduled = 0', peerId, id);
    if (found === undefined) return;
    const row = read(found);
    const { localId, state } = row;
    // A message deleted here while it was on its way stays known until the server has deleted it.
    if (state === 'cancelled') return;
    this.#db.step(() => {
      this.#db.run('DELETE FROM outbox WHERE n = ?', -localId);
      this.#db.changes.sent.push({ peerId, localId, id });
      this.#touched(row);
    });
  }

  /** The same for a message that waits in the queue of its chat under this id. */
  settleScheduled(peerId: PeerId, id: MessageId): void {
    const found = this.#db.getBig<Row>('SELECT * FROM outbox WHERE peer_id = ? AND server_id = ? AND scheduled = 1', peerId, id);
    if (found !== undefined && found.state !== 'cancelled') this.delete(read(found).localId);
  }

  #touched({ peerId, localId, scheduled }: Pick<OutboxRow, 'peerId' | 'localId' | 'scheduled'>): void {
    this.#db.changes.message(peerId, localId);
    if (scheduled) this.#db.changes.scheduled.add(peerId);
    else this.#refreshDialog(peerId);
  }
}

function read(row: Row): OutboxRow {
  return {
    localId: -Number(row.n) as MessageId,
    randomId: row.random_id,
    peerId: Number(row.peer_id) as PeerId,
    kind: row.kind,
    params: JSON.parse(row.params) as unknown,
    state: row.state as OutboxState,
    attempts: Number(row.attempts),
    nextTryAt: Number(row.next_try_at),
    createdAt: Number(row.created_at),
    ...(row.server_id === null ? {} : { serverId: Number(row.server_id) as MessageId }),
    scheduled: row.scheduled === 1n,
    message: JSON.parse(row.model) as Message,
  };
}
