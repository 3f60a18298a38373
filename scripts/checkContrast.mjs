// Every text on every surface it may lie on, in both themes, against WCAG 2.2 AA: 4.5 for text, 3 for the bounds of what
// can be operated and for filled shapes. The tokens and what they are for: src/app.css.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/run.mjs';

const css = readFileSync(join(root, 'src/app.css'), 'utf8');
const tokens = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);/g)].map(([, name, light, dark]) => [
    name,
    { light, dark },
  ]),
);

const surfaces = ['chrome', 'canvas', 'raised', 'sunken', 'hover', 'pressed'];
const people = ['1', '2', '3', '4', '5', '6', '7', '8'].map((number) => `person-${number}`);
const text = [
  ...pairs(['ink', 'ink-2', 'accent-ink'], surfaces),
  // What is glanced at lies on resting rows and on hovered ones, never on pressed ones.
  ...pairs(['ink-3'], surfaces.slice(0, 5)),
  ...pairs(['accent'], ['chrome', 'canvas', 'raised']),
  ...pairs(['warning-ink', 'danger-ink', 'success-ink'], ['chrome', 'canvas', 'raised', 'hover']),
  ...pairs(['ink', 'ink-2', 'accent-ink'], ['accent-soft']),
  ...pairs(['note-ink', 'note-ink-2'], ['note']),
  ...['warning', 'danger', 'success'].flatMap((state) => pairs([`${state}-ink`, 'ink'], [`${state}-soft`])),
  ...['accent', 'accent-hover', 'note-solid', 'warning', 'danger', 'success'].map((fill) => [
    `on-${fill.replace('-hover', '')}`,
    fill,
  ]),
  ...people.map((person) => ['on-person', person]),
];
const shapes = pairs(
  ['control', 'accent', 'warning', 'danger', 'success', 'note-solid', ...people],
  surfaces.slice(0, 4),
);

const problems = [...judge(text, 4.5), ...judge(shapes, 3)];
if (problems.length > 0) console.error(problems.join('\n'));
console.log(`${(text.length + shapes.length) * 2} pairs of colours, ${problems.length} below AA`);
process.exitCode = problems.length > 0 ? 1 : 0;

function pairs(inks, grounds) {
  return inks.flatMap((ink) => grounds.map((ground) => [ink, ground]));
}

function judge(all, least) {
  return all.flatMap(([ink, ground]) =>
    ['light', 'dark'].flatMap((theme) => {
      const ratio = contrast(colour(ink, theme), colour(ground, theme));
      return ratio >= least
        ? []
        : [`${theme}: ${ink} on ${ground} is ${ratio.toFixed(2)}, has to be ${least}`];
    }),
  );
}

function colour(name, theme) {
  const token = tokens.get(name);
  if (!token) throw new Error(`src/app.css has no --${name} of the form light-dark(#rrggbb, #rrggbb)`);
  return token[theme];
}

function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
