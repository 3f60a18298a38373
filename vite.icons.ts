// Lucide's icons as plain markup where the app is built. As they come, each is made attribute by attribute from a list, by two
// components and a context: half a millisecond for each tick beside each message. Markup is copied. Development has them as
// they come, so what is used of them is no more than what stands here.

import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const ICON = /\/@lucide\/svelte\/dist\/icons\/[\w-]+\.svelte$/;

interface IconData {
  node: [tag: string, attributes: Record<string, string>][];
}

export function plainIcons(): Plugin {
  return {
    name: 'estafet-icons',
    apply: 'build',
    enforce: 'pre',
    load: (id) => (ICON.test(id) ? component(readFileSync(id, 'utf8')) : null),
  };
}

/** @throws if Lucide writes its icons in another way by now */
function component(source: string): string {
  const [, data = ''] = /const iconData = (\{.*\});/.exec(source) ?? [];
  const { node } = JSON.parse(data) as IconData;
  const shapes = node.map(([tag, attributes]) => {
    const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${value}"`);
    return `<${tag}${written.join('')} />`;
  });
  return `<script>
  const { size = 24, strokeWidth = 2, class: extra } = $props();
</script>

<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round"
  stroke-linejoin="round" aria-hidden="true" width={size} height={size} stroke-width={strokeWidth} class={extra}>${shapes.join('')}</svg>
`;
}
