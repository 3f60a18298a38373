import { createContext } from 'svelte';
import type { Conversation } from '#lib/doc/client/conversation.svelte.ts';

/** The conversation that is open, for every component of its pane. */
export const [getConversation, setConversation] = createContext<Conversation>();
