// What a customer writes, and whether they have seen what came back.

import { Attention } from '#lib/ui/chat/attention.svelte.ts';
import { ChatComposer } from '#lib/ui/chat/chatComposer.svelte.ts';
import { guessLines } from '#lib/ui/chat/guessLines.ts';
import type { ChatLine } from '#lib/doc/client/chatViews.ts';
import type { Attachment } from '#lib/rules/conversation.ts';
import { ATTACHMENTS_MAX, FILE_MAX, TEXT_MAX } from '#lib/rules/limits.ts';
import { beforeEach, describe, expect, it } from 'vitest';

/** A chat that stores a message when the test says so. */
class FakeChat {
  name = '';
  readonly did: string[] = [];
  stored: () => void = () => undefined;

  /** What this device keeps of what is not sent. */
  attached: readonly Attachment[] = [];

  readonly files = {
    keep: ({ name, size }: File) => Promise.resolve({ id: name, name, type: 'image/png', size }),
    attachedTo: () => Promise.resolve(this.attached),
    keepAttached: (_draft: string, attachments: readonly Attachment[]) => {
      this.attached = attachments;
      return Promise.resolve();
    },
  };

  say(text: string, attachments: Attachment[] = []): Promise<'kept'> {
    this.did.push(['say', text, ...attachments.map(({ id }) => id)].join(' '));
    return new Promise((resolve) => (this.stored = () => resolve('kept')));
  }
  introduce(name: string): Promise<'kept'> {
    this.name = name;
    this.did.push(`introduce ${name}`);
    return Promise.resolve('kept');
  }
}

let chat: FakeChat;
let composer: ChatComposer;

beforeEach(() => {
  chat = new FakeChat();
  composer = new ChatComposer(chat, 'draft');
});

/** Lets every promise that is resolved go on. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('files', () => {
  const file = (name: string, size = 1): File => ({ name, size }) as File;

  it('go with a message that needs no words, and leave the field with it', async () => {
    expect(composer.sendable).toBe(false);
    await composer.attaching.add([file('a.png'), file('b.png'), file('a.png')]);
    const sending = composer.send();
    await composer.attaching.add([file('c.png')]);
    chat.stored();
    await sending;
    expect(chat.did).toEqual(['say  a.png b.png']);
    expect(composer.attaching.attached.map(({ id }) => id)).toEqual(['c.png']);
  });

  it('are kept on this device until they have gone, and are there when the page is opened again', async () => {
    const { attaching } = composer;
    await attaching.add([new File(['x'], 'a.png'), new File(['x'], 'b.png')]);
    attaching.remove('b.png');
    expect(chat.attached.map(({ id }) => id)).toEqual(['a.png']);
    composer = new ChatComposer(chat, 'draft');
    await settled();
    expect(composer.attaching.attached.map(({ id }) => id)).toEqual(['a.png']);
    expect(composer.sendable).toBe(true);
    const sending = composer.send();
    await settled();
    expect(chat.attached).toHaveLength(1);
    chat.stored();
    await sending;
    expect(chat.attached).toEqual([]);
  });

  it('are not taken where they are too large or too many, and somebody is told', async () => {
    await composer.attaching.add([file('large', FILE_MAX + 1), file('fits', FILE_MAX)]);
    expect(composer.attaching.problem).toEqual({ why: 'too-large', name: 'large' });
    await composer.attaching.add(Array.from({ length: ATTACHMENTS_MAX }, (_, index) => file(`${index}`)));
    expect(composer.attaching.attached).toHaveLength(ATTACHMENTS_MAX);
    expect(composer.attaching.problem?.why).toBe('too-many');
    composer.attaching.remove('fits');
    expect(composer.attaching.problem).toBeNull();
  });

  it('come back with a message that is taken back', async () => {
    const attachment = await chat.files.keep(file('a.png'));
    composer.putBack({ text: '', attachments: [attachment] });
    expect(composer.sendable).toBe(true);
  });
});

describe('a message', () => {
  it('stays in the field until this device has stored it', async () => {
    composer.type(' Hello \n');
    const sending = composer.send();
    await settled();
    expect(chat.did).toEqual(['say Hello']);
    expect(composer.text).toBe(' Hello \n');
    chat.stored();
    await sending;
    expect(composer.text).toBe('');
  });

  it('is sent once, however often Enter is pressed meanwhile', async () => {
    composer.type('Hello');
    const sending = composer.send();
    await composer.send();
    await settled();
    expect(composer.sendable).toBe(false);
    chat.stored();
    await sending;
    expect(chat.did).toEqual(['say Hello']);
  });

  it('leaves behind what was typed while it was stored', async () => {
    composer.type('Hello');
    const sending = composer.send();
    composer.type('Hello and');
    await settled();
    chat.stored();
    await sending;
    expect(composer.text).toBe(' and');
  });

  it('of nothing, or of too much, is not sent', async () => {
    composer.type(' \n ');
    await composer.send();
    composer.type('x'.repeat(TEXT_MAX + 3));
    await composer.send();
    expect(composer.excess).toBe(3);
    expect(chat.did).toEqual([]);
  });

  it('that was taken back stands before what has been begun since', () => {
    composer.putBack({ text: 'Hello', attachments: [] });
    expect(composer.text).toBe('Hello');
    composer.type('and');
    composer.putBack({ text: 'Hello', attachments: [] });
    expect(composer.text).toBe('Hello\nand');
  });
});

describe('a name', () => {
  it('goes ahead of the first message', async () => {
    composer.name = ' Budi ';
    composer.type('Hello');
    void composer.send();
    await settled();
    expect(chat.did).toEqual(['introduce Budi', 'say Hello']);
    expect(composer.name).toBe('');
  });

  it('is never asked for again, and not said twice', async () => {
    chat.name = 'Budi';
    await composer.introduce('Budi');
    await composer.introduce('  ');
    expect(chat.did).toEqual([]);
  });
});

describe('answers', () => {
  const line = (from: 'visitor' | 'team', id: string): ChatLine => {
    return { key: id, pending: false, entry: { id, at: 0, from, name: '', text: id, attachments: [] } };
  };
  const timeline = [line('visitor', '1'), line('team', '2')];
  const answered = [...timeline, line('visitor', '3'), line('team', '4'), line('team', '5')];

  it('are missed while the page is hidden, and seen when it comes back', () => {
    const shown = { timeline };
    const attention = new Attention(shown);
    attention.turned(true);
    shown.timeline = answered;
    expect(attention.missed).toBe(2);
    attention.turned(false);
    expect(attention.missed).toBe(0);
  });

  it('are missed while somebody reads further up, even when the page comes back', () => {
    const shown = { timeline };
    const attention = new Attention(shown);
    attention.scrolled(400);
    shown.timeline = answered;
    attention.turned(true);
    attention.turned(false);
    expect([attention.atEnd, attention.missed]).toEqual([false, 2]);
    attention.scrolled(0);
    expect([attention.atEnd, attention.missed]).toEqual([true, 0]);
  });

  it('that come in view are not counted', () => {
    const shown = { timeline };
    const attention = new Attention(shown);
    shown.timeline = answered;
    expect(attention.missed).toBe(0);
  });
});

it('lines are guessed by their breaks and by their length', () => {
  expect(guessLines('')).toBe(1);
  expect(guessLines('a\nb')).toBe(2);
  expect(guessLines('x'.repeat(100))).toBe(3);
});
