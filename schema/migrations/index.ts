import { sql as initial } from './0001-initial.ts';
import { sql as fileTransfers } from './0002-file-transfers.ts';
import { sql as search } from './0003-search.ts';
import { sql as temporaryKeys } from './0004-temporary-keys.ts';
import { sql as attachments } from './0005-attachments.ts';
import { sql as chatFolders } from './0006-chat-folders.ts';
import { sql as peerInfo } from './0007-peer-info.ts';
import { sql as sections } from './0008-sections.ts';
import { sql as scheduled } from './0009-scheduled.ts';
import { sql as polls } from './0010-polls.ts';

/**
 * Every change of the database's schema, oldest first; the place in the list is the version. A released migration is never
 * edited. They are modules, not `.sql` files, so that plain Node, the tests and a bundle load them in the same way.
 */
export const migrations: readonly string[] = [
  initial, fileTransfers, search, temporaryKeys, attachments, chatFolders, peerInfo, sections, scheduled, polls,
];
