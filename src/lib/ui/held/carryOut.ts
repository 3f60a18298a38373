import type { HeldItem } from '#lib/doc/client/views.ts';
import type { Workspace } from '#lib/doc/client/workspace.svelte.ts';
import type { Choice } from './choices.ts';

/** Does what was chosen for a held command. Copying is the view's own. */
export async function carryOut(choice: Choice, held: HeldItem, workspace: Workspace): Promise<void> {
  const conversation = 'conversation' in held.command ? held.command.conversation : null;
  switch (choice) {
    case 'send-anyway':
    case 'assign-anyway':
    case 'set-anyway':
      await workspace.resend(held, 'again');
      break;
    case 'as-note':
      await workspace.resend(held, 'note');
      break;
    case 'join-and-send':
      if (conversation === null) break;
      // The outbox is decided in order: by the time the reply is looked at, I may write it.
      await workspace.send({ kind: 'add-collaborators', conversation, members: [workspace.meId] });
      await workspace.resend(held, 'again');
      break;
    case 'assign-and-send':
      if (conversation === null) break;
      await workspace.send({ kind: 'assign', conversation, to: { kind: 'me' } });
      await workspace.resend(held, 'again');
      break;
    case 'discard':
      await workspace.drop(held);
      break;
    case 'copy':
      break;
  }
}
