// What a device does with its outbox, and the relay with what it has decided.

import { appendCommand } from '#lib/doc/outboxDoc.ts';
import type { Traffic } from './honestTraffic.ts';

export const commanding: Traffic = {
  act(doc, random) {
    const commands = doc.getArray('commands');
    if (random() < 0.2 && commands.length > 0) {
      return commands.delete(Math.floor(random() * commands.length), 1);
    }
    const many = random() < 0.2 ? 3 : 1;
    doc.transact(() => {
      for (let index = 0; index < many; index += 1) {
        const to = { kind: 'me' };
        appendCommand(doc, { id: String(random()), text: 'halo 👋', seen: 7, to, list: [1.5, null] });
      }
    });
  },
  decide(doc, random) {
    const commands = doc.getArray('commands');
    if (commands.length > 0) commands.delete(0, 1 + Math.floor(random() * commands.length));
  },
};
