import type { InviteLink } from '#shared/ipc/invites.ts';
import { formatFull } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';

export const bareLink = (link: string): string => link.replace(/^https?:\/\//, '');

/** What a link is called: its name, or itself. */
export const linkName = ({ title, link }: InviteLink): string => title ?? bareLink(link);

/** How a link stands. `now` in unix ms. */
export function linkFacts(link: InviteLink, now: number): string {
  const { joined, limit, waiting, expires, needsApproval, isRevoked } = link;
  const hasEnded = expires !== undefined && expires * 1000 <= now;
  return [
    limit === undefined ? t.invites.joined(joined) : t.invites.ofLimit(joined, limit),
    waiting > 0 && t.invites.waiting(waiting),
    needsApproval && t.invites.approves,
    !isRevoked && expires !== undefined && (hasEnded ? t.invites.ended : t.invites.ends(formatFull(expires))),
  ]
    .filter(Boolean)
    .join(', ');
}
