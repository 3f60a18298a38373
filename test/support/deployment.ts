// A copy of the built app that a relay process serves, of which the next version can be deployed: as after a build of other
// sources, every chunk has another name, and those of before are gone.

import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';
import { SUBPROTOCOL, WIRE_VERSION } from '#lib/doc/wire.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const TEXTS = new Set(['.js', '.css', '.html', '.json']);

export class Deployment {
  readonly root = mkdtempSync(join(tmpdir(), 'estafet-app-'));

  constructor() {
    for (const part of ['server', 'src', 'build', 'package.json']) {
      cpSync(join(ROOT, part), join(this.root, part), { recursive: true });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(this.root, 'node_modules'));
  }

  /** From its next start on, the relay speaks another version of the wire than the app that it serves. */
  speak(wire: number): void {
    const source = join(this.root, 'src/lib/doc/wire.ts');
    const changed = readFileSync(source, 'utf8').replace(/(WIRE_VERSION = )\d+/, `$1${wire}`);
    writeFileSync(source, changed);
  }

  /**
   * A relay that runs already serves the one before until it is started again.
   *
   * @param wire the version that the next one speaks, relay and app alike
   */
  deployNext(wire = WIRE_VERSION): void {
    this.speak(wire);
    const build = join(this.root, 'build');
    const files = readdirSync(build, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const chunks = files.filter((file) => file.includes('/immutable/') && TEXTS.has(extname(file)));
    const nextName = new Map(chunks.map((file) => [basename(file), `next-${basename(file)}`]));
    const version = (
      JSON.parse(readFileSync(join(build, '_app/version.json'), 'utf8')) as { version: string }
    ).version;
    for (const file of files.filter((path) => TEXTS.has(extname(path)))) {
      const renamed = readFileSync(file, 'utf8')
        .replaceAll(/[\w-]+(\.[\w-]+)*\.(js|css)/g, (name) => nextName.get(name) ?? name)
        .replaceAll(version, `${version}-next`)
        .replaceAll(SUBPROTOCOL, `estafet.${wire}`);
      writeFileSync(file, file.endsWith('.html') ? withPolicy(renamed) : renamed);
    }
    for (const file of chunks) renameSync(file, join(dirname(file), nextName.get(basename(file)) ?? ''));
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** The page's policy names the hash of its inline script. */
function withPolicy(html: string): string {
  const script = /<script>([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
  const hash = createHash('sha256').update(script).digest('base64');
  return html.replace(/(script-src 'self' 'sha256-)[^']+'/, `$1${hash}'`);
}
