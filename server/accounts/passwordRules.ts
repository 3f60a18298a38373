// Which passwords are refused for being easy to guess. zxcvbn-ts counts the guesses that the smartest list of tries would
// need: of common passwords, words, keys that lie side by side, repeats, and what everybody knows about this person. There is
// no rule of capitals and digits, which makes passwords worse (NIST SP 800-63B, 3.1.1.2).

import type { ZxcvbnFactory } from '@zxcvbn-ts/core';

/** zxcvbn's third of four steps: at least 10^8 guesses. scrypt and the limits of sign-in make each of them slow. */
const SCORE_MIN = 3;
/** Guessed first by whoever knows where the password is for. */
const OF_THE_PRODUCT = ['estafet', 'inbox'];
/** Shorter pieces stand in too many good passwords. */
const WORD_MIN = 3;

/** Its word lists cost 60 ms and some megabytes: loaded when the first password is chosen. */
let loading: Promise<ZxcvbnFactory> | null = null;

/** @param known what others know of the person: name, e-mail address, workspaces */
export async function isEasilyGuessed(password: string, known: readonly string[]): Promise<boolean> {
  loading ??= load();
  const checker = await loading;
  return checker.check(password, [...OF_THE_PRODUCT, ...known.flatMap(piecesOf)]).score < SCORE_MIN;
}

async function load(): Promise<ZxcvbnFactory> {
  const [core, common] = await Promise.all([import('@zxcvbn-ts/core'), import('@zxcvbn-ts/language-common')]);
  return new core.ZxcvbnFactory({ dictionary: { ...common.dictionary }, graphs: common.adjacencyGraphs });
}

/** "mira@toko-kopi.example": the whole of it, and each part. */
function piecesOf(text: string): string[] {
  return [text, ...text.split(/[^\p{L}\p{N}]+/u)].filter(({ length }) => length >= WORD_MIN);
}
