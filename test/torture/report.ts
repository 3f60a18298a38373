// What the torture found, in Markdown.

import { RARE } from '../sim/counters.ts';

export interface Finding {
  phase: string;
  replay: string;
  /** The end of what it said. */
  said: string;
}

export interface Tally {
  began: Date;
  ended: Date;
  hours: number;
  /** How often each phase was run to its end. */
  phases: Map<string, { runs: number; seconds: number }>;
  totals: Map<string, number>;
  rare: Map<string, number>;
  findings: Finding[];
  seeds: string[];
}

export function reportOf(tally: Tally): string {
  const { began, ended, hours, findings } = tally;
  const minutes = Math.round((ended.getTime() - began.getTime()) / 60_000);
  return `${[
    '# Torture',
    `\`npm run torture -- --hours ${hours}\`, ${day(began)} to ${day(ended)} UTC: ${minutes} minutes on one niced process.`,
    findings.length === 0
      ? 'Nothing was found.'
      : `**${findings.length} found.** Each with the command that plays it again, below.`,
    table(['what was tried', 'times'], [...tally.totals].map(row)),
    table(
      ['phase', 'runs', 'seconds'],
      [...tally.phases].map(([name, { runs, seconds }]) => [name, number(runs), number(Math.round(seconds))]),
    ),
    '## Rare states of the simulation',
    table(
      ['state', 'times'],
      Object.entries(RARE).map(([id, words]) => [`${id}: ${words}`, number(tally.rare.get(id) ?? 0)]),
    ),
    '## Seeds',
    tally.seeds.map((seed) => `- ${seed}`).join('\n'),
    ...findings.map(told),
  ].join('\n\n')}\n`;
}

function told({ phase, replay, said }: Finding, index: number): string {
  return [`## Found ${index + 1}: ${phase}`, `\`${replay}\``, `\`\`\`text\n${said}\n\`\`\``].join('\n\n');
}

function row([what, times]: [string, number]): string[] {
  return [what, number(times)];
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function number(value: number): string {
  return value.toLocaleString('en');
}

function day(at: Date): string {
  return at.toISOString().slice(0, 16).replace('T', ' ');
}
