// The workspace of a page, for every component below it.

import { createContext } from 'svelte';
import type { Workspace } from './workspace.svelte.ts';

/** `getWorkspace` throws where no component above has called `setWorkspace`. */
export const [getWorkspace, setWorkspace] = createContext<Workspace>();
