import type { HeldItem } from '#lib/doc/client/views.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { Words } from '../timeline/eventText.ts';
import { refusalText } from './refusalText.ts';

/** Why something is on the shelf: the relay refused it, or this device kept it back to ask first. */
export function reasonOf(held: HeldItem, words: Words): string {
  return held.where === 'device' ? m.held_waited_too_long() : refusalText(held.refusal, words);
}
