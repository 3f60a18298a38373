// What the front door has to turn away: every trick against plain Yjs that we read of or found, as bytes, with the answer
// it must get. Written by code, so that each can be read. `docs` says what each document holds before.

import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { MERGED_UPDATE_MAX } from '#lib/rules/limits.ts';
import {
  any,
  bytes,
  deleted,
  element,
  embed,
  format,
  gc,
  item,
  objectWith,
  raw,
  skip,
  text,
  type,
  updateBytes,
  type BlockBytes,
} from './updateBytes.ts';

/** The sender's own client id, a new one of theirs, and a colleague's. */
export const OWN = 11;
export const NEW = 12;
export const VICTIM = 99;

export type Answer = 'ok' | 'missing' | 'malformed' | 'no-access' | 'too-large';
export type HostileFrame = [name: string, update: Uint8Array, answer: Answer];

/** Two entries of the sender, [0] and [1]; one of the colleague. */
export function storedCommands(): Y.Doc {
  const doc = new Y.Doc();
  for (const [client, count] of [
    [OWN, 2],
    [VICTIM, 1],
  ] as const) {
    const author = new Y.Doc();
    author.clientID = client;
    Y.applyUpdate(author, Y.encodeStateAsUpdate(doc));
    for (let index = 0; index < count; index += 1)
      author.getArray('commands').push([{ id: `${client}-${index}` }]);
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(author));
  }
  doc.getArray('commands');
  return doc;
}

/**
 * Two paragraphs by the sender: (11,0) with text (11,1) "ab👋c" = 11:2…6, and (11,7) with text (11,8) "xyz" = 11:9…11;
 * and a third by the colleague, (99,0) with text (99,1) "note" = 99:2…5, of which the sender knows.
 */
export function storedNote(): Y.Doc {
  const doc = new Y.Doc();
  const own = new Y.Doc();
  own.clientID = OWN;
  for (const content of ['ab👋c', 'xyz']) addParagraph(own, content);
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(own));
  const victim = new Y.Doc();
  victim.clientID = VICTIM;
  Y.applyUpdate(victim, Y.encodeStateAsUpdate(doc));
  addParagraph(victim, 'note');
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(victim));
  doc.getXmlFragment('note');
  return doc;
}

function addParagraph(doc: Y.Doc, content: string): void {
  const paragraph = new Y.XmlElement('paragraph');
  const inside = new Y.XmlText();
  const note = doc.getXmlFragment('note');
  note.insert(note.length, [paragraph]);
  paragraph.insert(0, [inside]);
  inside.insert(0, content);
}

const list = { parent: 'commands' };
const entry = { id: 'x' };
const by = (client: number, ...structs: BlockBytes['structs']): BlockBytes => ({ client, structs });
const next = (...structs: BlockBytes['structs']): BlockBytes => ({ client: OWN, clock: 2, structs });
const one = (...structs: BlockBytes['structs']): Uint8Array => updateBytes([by(NEW, ...structs)]);

function nestedArrays(depth: number): (encoder: encoding.Encoder) => void {
  return raw(...Array.from({ length: depth }, () => [117, 1]).flat(), 126);
}

/** Bytes that are no update at all, whatever the document. */
const NOT_UPDATES: HostileFrame[] = [
  ['nothing', new Uint8Array(), 'malformed'],
  ['one byte', Uint8Array.of(0), 'malformed'],
  ['an empty update and one byte more', Uint8Array.of(0, 0, 0), 'malformed'],
  ['the empty update of version 2', Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), 'malformed'],
  ['the run-length bomb of yjs issue 687', Uint8Array.of(0, 0, 6, 255, 255, 255, 255, 15, 1, 0), 'malformed'],
  ['a number without an end', new Uint8Array(40).fill(255), 'malformed'],
  ['a promise of 2^25 structs', updateBytes([{ client: NEW, structs: [], count: 2 ** 25 }]), 'malformed'],
  ['a promise of 2^25 clients', bytes((encoder) => encoding.writeVarUint(encoder, 2 ** 25)), 'malformed'],
  ['a block without structs', updateBytes([{ client: NEW, structs: [] }]), 'malformed'],
  ['a client with two blocks', updateBytes([by(NEW, gc(1)), by(NEW, gc(1))]), 'malformed'],
  ['a client id of 33 bits', updateBytes([by(2 ** 32, gc(1))]), 'malformed'],
  ['a clock of 2^52', updateBytes([{ client: NEW, clock: 2 ** 52, structs: [gc(1)] }]), 'malformed'],
  ['forgotten content of 2^50', one(gc(2 ** 50)), 'malformed'],
  ['forgotten content of no length', one(gc(0)), 'malformed'],
  ['a skip of no length', one(skip(0)), 'malformed'],
  ['the info byte that is a skip to one decoder only', one(raw(0x8a, 1)), 'malformed'],
  ['forgotten content with an origin', one(raw(0x80, 1)), 'malformed'],
  ['a struct of kind 11', one(raw(11, 1)), 'malformed'],
  [
    'deletes that overlap',
    updateBytes(
      [],
      [
        {
          client: OWN,
          ranges: [
            [0, 2],
            [1, 1],
          ],
        },
      ],
    ),
    'malformed',
  ],
  [
    'deletes out of order',
    updateBytes(
      [],
      [
        {
          client: OWN,
          ranges: [
            [1, 1],
            [0, 1],
          ],
        },
      ],
    ),
    'malformed',
  ],
  ['a delete of no length', updateBytes([], [{ client: OWN, ranges: [[0, 0]] }]), 'malformed'],
  ['a client without deletes', updateBytes([], [{ client: OWN, ranges: [] }]), 'malformed'],
  ['a client with two lists of deletes', twoLists(), 'malformed'],
  ['a promise of 2^30 deletes', updateBytes([], [{ client: OWN, ranges: [], count: 2 ** 30 }]), 'malformed'],
  [
    'too many clients',
    updateBytes(Array.from({ length: 5_000 }, (_, client) => by(client, gc(1)))),
    'malformed',
  ],
  ['too many bytes', new Uint8Array(MERGED_UPDATE_MAX + 1), 'too-large'],
];

function twoLists(): Uint8Array {
  return updateBytes(
    [],
    [
      { client: OWN, ranges: [[0, 1]] },
      { client: OWN, ranges: [[1, 1]] },
    ],
  );
}

const TO_COMMANDS: HostileFrame[] = [
  ['an honest entry', one(any(list, [entry])), 'ok'],
  ['an honest entry after the last', updateBytes([next(any({ origin: [VICTIM, 0] }, [entry]))]), 'ok'],
  ['what is stored already', updateBytes([by(OWN, any(list, [{ id: '11-0' }, { id: '11-1' }]))]), 'ok'],
  [
    'a struct of a colleague',
    updateBytes([{ client: VICTIM, clock: 1, structs: [any(list, [entry])] }]),
    'no-access',
  ],
  [
    'forgotten content under a colleague’s id',
    updateBytes([{ client: VICTIM, clock: 1, structs: [gc(1)] }]),
    'no-access',
  ],
  ['forgotten content of one’s own', one(gc(1)), 'malformed'],
  ['a gap', updateBytes([{ client: NEW, clock: 5, structs: [any(list, [entry])] }]), 'missing'],
  ['a skip', one(any(list, [entry]), skip(2)), 'missing'],
  ['an origin that nobody has', one(any({ origin: [5, 0] }, [entry])), 'missing'],
  ['a delete of what nobody has', updateBytes([], [{ client: 5, ranges: [[0, 1]] }]), 'missing'],
  ['a delete past the end', updateBytes([], [{ client: OWN, ranges: [[0, 3]] }]), 'missing'],
  ['two that wait for each other', circle(), 'missing'],
  ['an item that follows itself', one(any({ origin: [NEW, 0] }, [entry])), 'malformed'],
  ['another root', one(any({ parent: 'meta' }, [entry])), 'malformed'],
  ['a root without a name', one(any({ parent: '' }, [entry])), 'malformed'],
  ['a root that every object has', one(any({ parent: 'constructor' }, [entry])), 'malformed'],
  ['a key in the list', one(any({ ...list, sub: 'x' }, [entry])), 'malformed'],
  ['an entry in front', one(any({ right: [OWN, 0] }, [entry])), 'malformed'],
  ['an entry in the middle', one(any({ origin: [OWN, 0], right: [OWN, 1] }, [entry])), 'malformed'],
  ['a text for an entry', one(any(list, ['x'])), 'malformed'],
  ['null for an entry', one(any(list, [null])), 'malformed'],
  ['a list for an entry', one(any(list, [[entry]])), 'malformed'],
  ['an entry of no values', one(any(list, [])), 'malformed'],
  ['an entry as a string', one(text(list, 'x')), 'malformed'],
  ['an entry as old JSON', one(item(2, list, raw(1, 2, 123, 125))), 'malformed'],
  ['an entry as bytes', one(item(3, list, raw(1, 0))), 'malformed'],
  ['a type for an entry', one(type(list, 1)), 'malformed'],
  ['a document for an entry', one(item(9, list, raw(1, 120, 118, 0))), 'malformed'],
  ['an entry in an entry', one(any({ parent: [OWN, 0] }, [entry])), 'malformed'],
  ['other content under a known id', updateBytes([by(OWN, any(list, [{ id: 'other' }]))]), 'malformed'],
  [
    'a known id in another place',
    updateBytes([by(OWN, any({ origin: [VICTIM, 0] }, [{ id: '11-0' }]))]),
    'malformed',
  ],
  [
    'a longer entry with another beginning',
    updateBytes([by(OWN, any(list, [entry, entry, entry]))]),
    'malformed',
  ],
  ['__proto__ in an entry', one(any(list, [objectWith('__proto__', raw(118, 0))])), 'malformed'],
  ['constructor in an entry', one(any(list, [objectWith('constructor', raw(126))])), 'malformed'],
  [
    '__proto__ deep in an entry',
    one(any(list, [objectWith('a', objectWith('__proto__', raw(118, 0)))])),
    'malformed',
  ],
  ['an entry nested 5,000 deep', one(any(list, [nestedArrays(5_000)])), 'malformed'],
  ['a list of 2^25 in an entry', one(any(list, [raw(117, 128, 128, 128, 16)])), 'malformed'],
  ['an object of 2^25 keys', one(any(list, [raw(118, 128, 128, 128, 16)])), 'malformed'],
  ['a BigInt in an entry', one(any(list, [objectWith('a', raw(122, 0, 0, 0, 0, 0, 0, 0, 1))])), 'malformed'],
  ['bytes in an entry', one(any(list, [objectWith('a', raw(116, 1, 0))])), 'malformed'],
  ['a value of a kind that is none', one(any(list, [raw(3)])), 'malformed'],
  ['a key that is not UTF-8', one(any(list, [raw(118, 1, 2, 0xc3, 0x28, 126)])), 'malformed'],
  ['a text longer than the update', one(any(list, [raw(118, 1, 1, 97, 119, 255, 127)])), 'malformed'],
];

function circle(): Uint8Array {
  return updateBytes([
    by(NEW, any({ origin: [13, 0] }, [entry])),
    by(13, any({ origin: [NEW, 0] }, [entry])),
  ]);
}

const root = { parent: 'note' };
const inText = { parent: [OWN, 1] as const };
const after = { origin: [OWN, 3] as const, right: [OWN, 4] as const };

const TO_NOTES: HostileFrame[] = [
  [
    'an honest paragraph',
    one(element(root, 'paragraph'), type({ parent: [NEW, 0] }, 6), text({ parent: [NEW, 1] }, 'x')),
    'ok',
  ],
  ['honest words in the middle', one(text({ origin: [OWN, 2], right: [OWN, 3] }, 'x')), 'ok'],
  ['an honest mark', one(format({ origin: [OWN, 3], right: [OWN, 4] }, 'bold', '{}')), 'ok'],
  ['an attribute', one(any({ parent: [OWN, 0], sub: 'level' }, [2])), 'ok'],
  ['a delete of a colleague’s words', updateBytes([], [{ client: VICTIM, ranges: [[2, 1]] }]), 'ok'],
  ['forgotten content of one’s own', one(gc(5)), 'ok'],
  [
    'forgotten content under a colleague’s id',
    updateBytes([{ client: VICTIM, clock: 6, structs: [gc(1)] }]),
    'no-access',
  ],
  [
    'words under a colleague’s id',
    updateBytes([{ client: VICTIM, clock: 6, structs: [text(inText, 'x')] }]),
    'no-access',
  ],
  ['a parent that nobody has', one(text({ parent: [5, 0] }, 'x')), 'missing'],
  ['words of no length', one(text(inText, '')), 'malformed'],
  ['words that are not UTF-8', one(item(4, inText, raw(2, 0xc3, 0x28))), 'malformed'],
  ['words outside of a paragraph', one(text(root, 'x')), 'malformed'],
  ['words in a paragraph without a text', one(text({ parent: [OWN, 0] }, 'x')), 'malformed'],
  ['words in words', one(text({ parent: [OWN, 2] }, 'x')), 'malformed'],
  ['words under a key', one(text({ parent: [OWN, 0], sub: 'x' }, 'x')), 'malformed'],
  ['an attribute of the note', one(any({ ...root, sub: 'x' }, [1])), 'malformed'],
  ['an attribute of a text', one(any({ ...inText, sub: 'x' }, [1])), 'malformed'],
  ['an attribute named __proto__', one(any({ parent: [OWN, 0], sub: '__proto__' }, [1])), 'malformed'],
  ['an attribute that is a type', one(element({ parent: [OWN, 0], sub: 'x' }, 'p')), 'malformed'],
  ['values without a key', one(any(root, [entry])), 'malformed'],
  ['an element named script src', one(element(root, 'script src=x')), 'malformed'],
  ['an element named __proto__', one(element(root, '__proto__')), 'malformed'],
  ['an array', one(type(root, 0)), 'malformed'],
  ['a map', one(type(root, 1)), 'malformed'],
  ['a hook', one(item(7, root, raw(5, 1, 97))), 'malformed'],
  ['a type of no kind', one(type(root, 7)), 'malformed'],
  ['a document', one(item(9, root, raw(1, 120, 118, 0))), 'malformed'],
  ['a mark outside of a text', one(format(root, 'bold', '{}')), 'malformed'],
  ['a mark named __proto__', one(format(inText, '__proto__', '{}')), 'malformed'],
  ['a mark that is no JSON', one(format(inText, 'bold', '{')), 'malformed'],
  ['a mark with __proto__', one(format(inText, 'link', '{"__proto__":{"href":1}}')), 'malformed'],
  ['an embed nested 5,000 deep', one(embed(inText, '['.repeat(5_000) + ']'.repeat(5_000))), 'malformed'],
  ['neighbours in two paragraphs', one(text({ origin: [OWN, 2], right: [OWN, 9] }, 'x')), 'malformed'],
  ['neighbours in a text and around it', one(text({ origin: [OWN, 2], right: [OWN, 7] }, 'x')), 'malformed'],
  [
    'known words with other letters',
    updateBytes([{ client: OWN, clock: 2, structs: [text(inText, 'zz👋c')] }]),
    'malformed',
  ],
  ['a known element with another name', updateBytes([by(OWN, element(root, 'heading'))]), 'malformed'],
  [
    'a known text as an element',
    updateBytes([{ client: OWN, clock: 1, structs: [element({ parent: [OWN, 0] }, 'p')] }]),
    'malformed',
  ],
  ['known words that go on in another place', goingOnElsewhere(), 'malformed'],
  ['types nested 65 deep', one(...nestedElements(65)), 'malformed'],
  ['types nested 64 deep', one(...nestedElements(64)), 'ok'],
  ['a delete of what nobody has', updateBytes([], [{ client: 5, ranges: [[0, 1]] }]), 'missing'],
  ['deleted content of 2^30', one(deleted(after, 2 ** 30)), 'malformed'],
];

function goingOnElsewhere(): Uint8Array {
  const where = { origin: [OWN, 9] as const };
  return updateBytes([{ client: OWN, clock: 10, structs: [text({ ...where, right: [OWN, 2] }, 'yzmore')] }]);
}

function nestedElements(depth: number): BlockBytes['structs'] {
  return Array.from({ length: depth }, (_, level) =>
    element(level === 0 ? root : { parent: [NEW, level - 1] }, 'li'),
  );
}

export const HOSTILE_TO_COMMANDS: HostileFrame[] = [...NOT_UPDATES, ...TO_COMMANDS];
export const HOSTILE_TO_NOTES: HostileFrame[] = [...NOT_UPDATES, ...TO_NOTES];
