import type { ListRef } from '#lib/ui/list/lists.ts';

export function load(): { list: ListRef } {
  return { list: { kind: 'all' } };
}
