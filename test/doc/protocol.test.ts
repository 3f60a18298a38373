// docs/protocol.md against the code: whoever writes a client by that page must not be told anything that is not so.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isMerged, parseDocumentName } from '#lib/doc/names.ts';
import { ROOT } from '#lib/doc/schema.ts';
import { CLOSE, FRAMES_MAX, isFinal, SUBPROTOCOL, WIRE_VERSION } from '#lib/doc/wire.ts';
import * as limits from '#lib/rules/limits.ts';
import { fieldsOf, hashOfShapes, shapesOf, type Shapes } from '../support/typeShapes.ts';

const page = readFileSync('docs/protocol.md', 'utf8');
const rules = (file: string): string => `src/lib/rules/${file}.ts`;
const doc = (file: string): string => `src/lib/doc/${file}.ts`;

/** The tables below a heading, up to the next heading: rows of cells, without the table's own head. */
function tables(heading: string): string[][][] {
  const [, after] = page.split(`\n${heading}\n`);
  if (after === undefined) throw new Error(`no heading "${heading}"`);
  const section = after.split(/\n#+ /)[0] ?? '';
  const blocks = section
    .split(/\n(?!\|)/)
    .map((block) => block.split('\n').filter((line) => line.startsWith('|')));
  return blocks.filter((rows) => rows.length > 2).map((rows) => rows.slice(2).map(cellsOf));
}

function cellsOf(row: string): string[] {
  return row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

/** What stands in backticks, in order. */
function codes(cell: string | undefined): string[] {
  return [...(cell ?? '').matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? '');
}

function shapesIn(rows: string[][], name = 0, fields = 1): Shapes {
  return new Map(rows.map((cells) => [codes(cells[name])[0] ?? '', codes(cells[fields])]));
}

describe('docs/protocol.md', () => {
  it('names the version that the code speaks, with its date', () => {
    const versions = tables('## Version')[0]!;
    expect(versions.map(([version]) => Number(version))).toEqual(
      Array.from({ length: WIRE_VERSION }, (_, index) => index + 1),
    );
    expect(versions.every(([, date]) => /^\d{4}-\d{2}-\d{2}$/.test(date ?? ''))).toBe(true);
    expect(page).toContain(`the subprotocol \`${SUBPROTOCOL}\``);
  });

  it('knows the shapes: once a version is released, a change of any needs a new one', () => {
    const shapes = hashOfShapes([
      doc('wire'),
      doc('schema'),
      doc('presence'),
      ...['command', 'event', 'refusal', 'conversation', 'directory', 'notification', 'personal'].map(rules),
    ]);
    const why = `if version ${WIRE_VERSION} is released anywhere, write a new one with this hash, else give it this one`;
    expect(codes(tables('## Version')[0]!.at(-1)![3]), why).toEqual([shapes]);
  });

  it('names every document, who writes it, and its roots', () => {
    const [documents, roots] = tables('## Documents');
    const kinds = shapesOf(doc('names'), 'DocumentRef');
    const named = documents!.map(([name, writer, , itsRoots]) => {
      const ref = parseDocumentName(codes(name)[0]!.replaceAll(/\{(\w+)\}/g, '$1-1'));
      expect(ref, name).not.toBeNull();
      expect(writer === 'relay', name).toBe(!isMerged(ref!.kind));
      return { kind: ref!.kind, roots: codes(itsRoots) };
    });
    expect(named.map(({ kind }) => kind).sort()).toEqual([...kinds.keys()].sort());
    const known: string[] = Object.values(ROOT);
    expect(named.flatMap((document) => document.roots).every((root) => known.includes(root))).toBe(true);
    expect(roots!.map(([root]) => codes(root)[0])).toEqual(known);
  });

  it('lists the fields of every object', () => {
    const written = new Map(
      tables('## What stands in them')[0]!.map(([name, fields]) => [name, codes(fields)]),
    );
    const sources: Record<string, [string, string]> = {
      member: [rules('directory'), 'Member'],
      team: [rules('directory'), 'Team'],
      settings: [rules('directory'), 'Settings'],
      card: [rules('conversation'), 'Card'],
      contact: [rules('conversation'), 'Contact'],
      attachment: [rules('conversation'), 'Attachment'],
      guest: [rules('conversation'), 'Guest'],
      trail: [rules('conversation'), 'Trail'],
      notification: [rules('notification'), 'Notification'],
      held: [doc('schema'), 'Held'],
      draft: [doc('schema'), 'Draft'],
      preferences: [rules('personal'), 'Preferences'],
      'chat entry': [doc('schema'), 'ChatEntry'],
    };
    const found = new Map(
      Object.entries(sources).map(([name, [file, type]]) => [name, fieldsOf(file, type)]),
    );
    expect(written).toEqual(found);
  });

  it('lists every command', () => {
    const [conversational, to, directory, personal, visitors] = tables('## Commands');
    expect(shapesIn(conversational!)).toEqual(shapesOf(rules('command'), 'Conversational'));
    expect(shapesIn(to!)).toEqual(shapesOf(rules('command'), 'AssignTo'));
    expect(shapesIn(directory!)).toEqual(shapesOf(rules('command'), 'DirectoryCommand'));
    expect(shapesIn(personal!)).toEqual(shapesOf(rules('command'), 'PersonalCommand'));
    expect(shapesIn(visitors!)).toEqual(shapesOf(doc('schema'), 'VisitorCommand'));
  });

  it('lists every event', () => {
    const [conversational, others] = tables('## Events');
    expect(shapesIn(conversational!)).toEqual(shapesOf(rules('event'), 'Conversational'));
    expect(shapesIn(others!)).toEqual(shapesOf(rules('event'), 'DirectoryEvent', 'PersonalEvent'));
  });

  it('lists every refusal', () => {
    expect(shapesIn(tables('## Refusals')[0]!)).toEqual(shapesOf(rules('refusal'), 'Refusal'));
  });

  it('lists every control message', () => {
    const rows = tables('### Many documents over one socket')[0]!;
    const from = (who: string): Shapes =>
      shapesIn(
        rows.filter(([sender]) => sender === who),
        1,
        2,
      );
    expect(from('client')).toEqual(shapesOf(doc('wire'), 'FromClient'));
    expect(from('relay')).toEqual(shapesOf(doc('wire'), 'FromRelay'));
  });

  it('lists what presence says', () => {
    const states = new Map(tables('### Awareness')[0]!.map(([name, fields]) => [name, codes(fields)]));
    expect(states.get('said')).toEqual(fieldsOf(doc('presence'), 'PresenceSaid'));
    expect(states.get('told')).toEqual(fieldsOf(doc('presence'), 'PresenceState'));
  });

  it('lists every close code, and whether to ask again', () => {
    const rows = tables('### Close codes')[0]!;
    expect(rows.map(([code, name]) => [codes(name)[0], Number(code)])).toEqual(Object.entries(CLOSE));
    expect(rows.map(([, , again]) => again === 'no')).toEqual(Object.values(CLOSE).map(isFinal));
  });

  it('lists every limit', () => {
    const written = tables('## Limits')[0]!.map(([name, value]): [string, number] => [
      codes(name)[0]!,
      Number(value),
    ]);
    expect(Object.fromEntries(written)).toEqual({ ...limits, FRAMES_MAX });
  });
});
