// The elements of the widget, made one by one: no markup is parsed, so a page that demands Trusted Types takes it.

import { dress } from './style.ts';

export interface Parts {
  host: HTMLElement;
  launcher: HTMLButtonElement;
  badge: HTMLElement;
  /** For screen readers: what is new while it is closed. */
  told: HTMLElement;
  panel: HTMLDialogElement;
  close: HTMLButtonElement;
  wait: HTMLElement;
  notice: HTMLElement;
  failed: HTMLElement;
  again: HTMLButtonElement;
  elsewhere: HTMLAnchorElement;
}

const SPEECH = 'M21 12a8 8 0 0 1-8 8H4l2-3.2A8 8 0 1 1 21 12Z M8.5 12h.01 M12.5 12h.01 M16.5 12h.01';
const CROSS = 'M6 6l12 12 M18 6L6 18';

/** Not in the page yet. */
export function build(): Parts {
  // A name with a hyphen, so that it may have a shadow tree, and that no page has a style for.
  const host = document.createElement('estafet-chat');
  const root = host.attachShadow({ mode: 'open' });
  dress(root);
  const badge = of('span', { class: 'badge', 'aria-hidden': 'true' });
  const launcher = of('button', { class: 'launcher', type: 'button', 'aria-haspopup': 'dialog' });
  launcher.append(drawn(SPEECH, 26), badge);
  const close = of('button', { class: 'close', type: 'button' });
  close.append(drawn(CROSS, 20));
  const failed = of('p', {});
  const again = of('button', { type: 'button' });
  const elsewhere = of('a', { target: '_blank', rel: 'noopener' });
  const notice = of('div', { class: 'notice', role: 'alert' });
  notice.append(failed, again, elsewhere);
  const wait = of('span', { class: 'wait', 'aria-hidden': 'true' });
  const panel = of('dialog', { class: 'panel' });
  // It can have the focus itself, while there is nothing in it yet.
  panel.tabIndex = -1;
  panel.append(close, notice, wait);
  const told = of('span', { class: 'told', role: 'status' });
  badge.hidden = notice.hidden = true;
  root.append(panel, launcher, told);
  return { host, launcher, badge, told, panel, close, wait, notice, failed, again, elsewhere };
}

function of<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Record<string, string>,
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function drawn(path: string, size: number): SVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const picture = document.createElementNS(space, 'svg');
  picture.setAttribute('viewBox', '0 0 24 24');
  picture.setAttribute('width', String(size));
  picture.setAttribute('height', String(size));
  picture.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS(space, 'path');
  line.setAttribute('d', path);
  picture.append(line);
  return picture;
}
