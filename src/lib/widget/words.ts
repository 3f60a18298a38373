// What the widget says, of the same messages as everything else. Taken one by one: the script holds no more than these.

import {
  widget_close as close,
  widget_elsewhere as elsewhere,
  widget_failed as failed,
  widget_open as open,
  widget_title as title,
  widget_try_again as again,
  widget_unread as unread,
} from '../i18n/messages/en.json';
import {
  widget_close as tutup,
  widget_elsewhere as tempatLain,
  widget_failed as gagal,
  widget_open as buka,
  widget_title as judul,
  widget_try_again as lagi,
  widget_unread as belumDibaca,
} from '../i18n/messages/id.json';

export interface Words {
  open: string;
  close: string;
  /** Of the panel; with {team}. */
  title: string;
  /** With {count}. */
  unread: string;
  failed: string;
  again: string;
  elsewhere: string;
}

const EN: Words = { open, close, title, unread, failed, again, elsewhere };
const ID: Words = {
  open: buka,
  close: tutup,
  title: judul,
  unread: belumDibaca,
  failed: gagal,
  again: lagi,
  elsewhere: tempatLain,
};

/** @param wanted tags of languages, what is wanted most first */
export function wordsIn(wanted: readonly (string | null | undefined)[]): Words {
  for (const tag of wanted) {
    const language = tag?.split('-')[0]?.toLowerCase();
    if (language === 'id') return ID;
    if (language === 'en') return EN;
  }
  return EN;
}

export function filled(text: string, values: Record<string, string | number>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
