// How the button and the panel look. In a shadow tree, from a sheet that is made by script: the page's styles do not reach
// in, ours do not reach out, and no policy for inline styles forbids it. `!important` inside a shadow tree wins over the
// page's, so `* { display: none !important }` over there changes nothing here.

const SHEET = `
:host {
  all: initial !important;
  position: fixed !important;
  inset-block-end: calc(20px + env(safe-area-inset-bottom)) !important;
  inset-inline-end: 20px !important;
  z-index: 2147483000 !important;
  display: block !important;
  color-scheme: light dark !important;
  font: 16px/1.4 system-ui, sans-serif !important;
  --raised: light-dark(#ffffff, #19211f);
  --canvas: light-dark(#f8faf9, #111817);
  --ink: light-dark(#14211f, #e6eeec);
  --ink-2: light-dark(#43534f, #b0bebb);
  --hover: light-dark(#e6ecea, #1f2927);
  --line: light-dark(#dfe6e4, #26312f);
  --control: light-dark(#748582, #697a77);
}
:host(.at-start) { inset-inline: 20px auto !important; }
:host(.at-left) { inset-inline: auto !important; right: auto !important; left: 20px !important; }
:host(.at-right) { inset-inline: auto !important; left: auto !important; right: 20px !important; }
@media print { :host { display: none !important; } }
[hidden] { display: none !important; }
button, a { font: inherit; cursor: pointer; }
:focus-visible { outline: 2px solid var(--ink); outline-offset: 2px; }
svg { display: block; fill: none; stroke: currentcolor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.launcher {
  position: relative;
  display: grid;
  place-items: center;
  inline-size: 56px;
  block-size: 56px;
  padding: 0;
  border: 0;
  border-radius: 50%;
  background: var(--accent);
  color: var(--on-accent);
  box-shadow: 0 2px 12px rgb(0 0 0 / 0.28);
  transition: scale 120ms;
}
.launcher:hover { scale: 1.05; }
.badge {
  position: absolute;
  inset-block-start: -2px;
  inset-inline-end: -4px;
  min-inline-size: 22px;
  box-sizing: border-box;
  padding: 0 6px;
  border: 2px solid var(--raised);
  border-radius: 999px;
  background: light-dark(#b8302a, #b8302a);
  color: #ffffff;
  font: 600 12px/18px system-ui, sans-serif;
  text-align: center;
}
.told { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.panel {
  box-sizing: border-box;
  position: fixed;
  inset: auto;
  inset-block-end: calc(88px + env(safe-area-inset-bottom));
  inset-inline-end: 20px;
  margin: 0;
  padding: 0;
  inline-size: 384px;
  block-size: min(640px, 100dvh - 108px);
  max-inline-size: none;
  max-block-size: none;
  overflow: hidden;
  border: 1px solid var(--line);
  border-radius: 14px;
  background: var(--canvas);
  color: var(--ink);
  box-shadow: 0 8px 40px rgb(0 0 0 / 0.25);
}
:host(.at-start) .panel { inset-inline: 20px auto; }
:host(.at-left) .panel { inset-inline: auto; right: auto; left: 20px; }
:host(.at-right) .panel { inset-inline: auto; left: auto; right: 20px; }
.panel:focus { outline: none; }
.panel[open] { animation: arrive 120ms ease-out; }
@keyframes arrive { from { opacity: 0; translate: 0 8px; } }
iframe { display: block; inline-size: 100%; block-size: 100%; border: 0; color-scheme: light dark; }
.close {
  position: absolute;
  z-index: 1;
  inset-block-start: 6px;
  inset-inline-end: 6px;
  display: grid;
  place-items: center;
  inline-size: 44px;
  block-size: 44px;
  padding: 0;
  border: 0;
  border-radius: 8px;
  background: transparent;
  color: var(--ink-2);
}
.close:hover { background: var(--hover); color: var(--ink); }
.notice { box-sizing: border-box; display: grid; place-content: center; justify-items: center; gap: 12px; block-size: 100%; padding: 56px 24px 24px; text-align: center; }
.notice p { margin: 0; }
.notice button { min-block-size: 44px; padding: 0 16px; border: 1px solid var(--control); border-radius: 8px; background: var(--raised); color: var(--ink); }
.notice a { color: inherit; padding: 10px; }
.wait { position: absolute; inset: 0; margin: auto; inline-size: 28px; block-size: 28px; border-radius: 50%; border: 3px solid var(--line); border-block-start-color: var(--ink-2); animation: turn 900ms linear infinite; }
@keyframes turn { to { rotate: 360deg; } }
/* NARROW of widget.ts: the whole screen, and the page behind it rests. */
@media (width <= 480px), (height <= 480px) {
  .panel, :host(.at-start) .panel, :host(.at-left) .panel, :host(.at-right) .panel { inset: 0; inline-size: 100%; block-size: 100dvh; border: 0; border-radius: 0; }
  .panel::backdrop { background: var(--canvas); }
}
@media (prefers-reduced-motion: reduce) { *, .panel[open] { animation: none; transition: none; } }
`;

/** Where a phone begins; the same in the sheet. */
export const NARROW = '(width <= 480px), (height <= 480px)';

export function dress(root: ShadowRoot): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(SHEET);
  root.adoptedStyleSheets = [sheet];
}
