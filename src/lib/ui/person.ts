/** Degrees of the eight avatar colours of app.css, `--person-1` first. */
const HUES = [178, 216, 259, 315, 350, 26, 53, 115] as const;

/** Written out, because Tailwind finds classes by reading source. */
const TONES = [
  'bg-person-1',
  'bg-person-2',
  'bg-person-3',
  'bg-person-4',
  'bg-person-5',
  'bg-person-6',
  'bg-person-7',
  'bg-person-8',
] as const;

/** The class of the avatar colour nearest to a member's hue (degrees): the palette keeps letters readable, a free hue would not. */
export function toneOf(hue: number): (typeof TONES)[number] {
  const distances = HUES.map((own) => Math.abs(((hue - own + 540) % 360) - 180));
  return TONES[distances.indexOf(Math.min(...distances))] ?? TONES[0];
}

/** One or two letters that stand for a name: of its first and last word. Empty for an empty name. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const [first] = words;
  const last = words.length > 1 ? words.at(-1) : undefined;
  return [first, last].map((word) => firstLetter(word ?? '')).join('');
}

/** The first letter as people see it, not the first code unit: names may begin with any script. */
function firstLetter(word: string): string {
  return (Array.from(word).find((letter) => /\p{L}|\p{N}/u.test(letter)) ?? '').toLocaleUpperCase();
}
