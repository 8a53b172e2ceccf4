import type { tl } from '#tl';
import { isUserKey } from './peers.ts';
import type { World } from './world.ts';

/** A bot can be told other things now; its chats hear of it (core.telegram.org/constructor/updateBotCommands). */
export function setBotCommands({ state, delivery }: World, botId: number, commands: { command: string; description: string }[]): void {
  const { bot } = state.user(botId);
  if (!bot) return;
  bot.commands = commands;
  const wire = commands.map((one): tl.botCommand => ({ _: 'botCommand', ...one }));
  for (const account of state.accounts.values()) {
    for (const peer of account.dialogs.keys()) {
      if (peer !== botId && (isUserKey(peer) || !state.isMember(botId, peer))) continue;
      delivery.updates(account, (view) => [{ _: 'updateBotCommands', peer: view.peer(peer), botId, commands: wire }]);
    }
  }
}
