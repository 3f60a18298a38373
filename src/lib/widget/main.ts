// widget.js: what a company puts on its site with one line (docs/channels.md). Nothing runs before the page's own work is
// done, nothing is loaded before somebody wants it, and no defect of ours reaches the page.

import type { EstafetApi } from './api.ts';
import { build } from './build.ts';
import { ChatWidget } from './chat.ts';
import { parseColour } from './colour.ts';
import { askLook } from './look.ts';
import { recall, remember } from './memory.ts';
import { wordsIn } from './words.ts';

/** The app's own accent. */
const COLOUR = '#0b6b69';
const CHANNEL = /^[a-z0-9-]{1,40}\/[a-z0-9-]{1,40}$/;
const POSITIONS: readonly (string | undefined)[] = ['start', 'left', 'right'];
/** For how long the button waits to learn its colour. Longer, and it is there as it was last time. */
const LOOK_WITHIN_MS = 1_500;

// Known now and never again: an async script is current only while it runs.
const script = document.currentScript ?? document.querySelector('script[data-channel][src*="/widget.js"]');
if (script instanceof HTMLScriptElement && !window.Estafet) start(script);

function start({ src, dataset }: HTMLScriptElement): void {
  const { channel = '' } = dataset;
  const relay = URL.parse(src)?.origin ?? '';
  if (!CHANNEL.test(channel)) return warn('data-channel has to be workspace/channel.');
  // A promise from the start, so that what a page calls before the button is there happens when it is.
  const shown = show(relay, channel, dataset);
  const api: EstafetApi = {
    open: () => void shown.then((chat) => chat?.open()),
    close: () => void shown.then((chat) => chat?.close()),
    onUnread: (listener) => {
      let off = (): void => undefined;
      let over = false;
      void shown.then((chat) => {
        if (chat && !over) off = chat.onUnread(listener);
      });
      return () => {
        over = true;
        off();
      };
    },
  };
  window.Estafet = api;
  dispatchEvent(new Event('estafet'));
}

/** Null where the relay says that there is nothing to show here. */
async function show(relay: string, channel: string, dataset: DOMStringMap): Promise<ChatWidget | null> {
  const late = new Promise<{ kind: 'silent' }>((resolve) =>
    setTimeout(() => resolve({ kind: 'silent' }), LOOK_WITHIN_MS),
  );
  const asked = await Promise.race([askLook(relay, channel), late]);
  await body();
  if (asked.kind === 'refused') {
    warn(asked.why);
    return null;
  }
  if (asked.kind === 'told') {
    const { team, colour, language } = asked;
    remember(channel, { team, colour, language });
  }
  const known = recall(channel);
  const look = asked.kind === 'told' ? asked : known;
  const ownColour = parseColour(dataset['color']);
  const language = dataset['language'] ?? null;
  const parts = build();
  const { position } = dataset;
  if (POSITIONS.includes(position)) parts.host.classList.add(`at-${position ?? ''}`);
  const chat = new ChatWidget(parts, {
    relay,
    channel,
    colour: ownColour ?? look.colour ?? COLOUR,
    ownColour,
    language,
    team: look.team,
    words: wordsIn([language, look.language, ...navigator.languages]),
  });
  document.body.append(parts.host);
  // Nobody has asked for it: it takes neither the focus nor, on a phone, the screen.
  if (dataset['open'] !== undefined && dataset['open'] !== 'false' && !matchMedia('(width <= 480px)').matches)
    chat.open(false);
  return chat;
}

async function body(): Promise<void> {
  if (document.readyState !== 'loading') return;
  await new Promise((resolve) => document.addEventListener('DOMContentLoaded', resolve, { once: true }));
}

/** For whoever puts it on their site: the page itself has nothing to do with it. */
function warn(why: string): void {
  // eslint-disable-next-line no-console -- the console of the site's developer is the only place to say it
  console.warn(`Estafet chat: ${why}`);
}
