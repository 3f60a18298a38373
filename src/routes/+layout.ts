// The app is one static shell: what a member sees comes from documents on their own device, never from a server's HTML.
export const ssr = false;
export const prerender = false;
