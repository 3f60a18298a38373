// The contact note: one text that several people write at once. What stands in it is the editor's to say.

import type * as Y from 'yjs';
import { ROOT } from './schema.ts';

export function noteFragment(doc: Y.Doc): Y.XmlFragment {
  return doc.getXmlFragment(ROOT.note);
}
