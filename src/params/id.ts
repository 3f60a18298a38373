import { isId } from '#lib/rules/ids.ts';

export function match(param: string): boolean {
  return isId(param);
}
