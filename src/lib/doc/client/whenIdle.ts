/** Runs `task` once nothing more urgent is left to do; the result cancels it. */
export function whenIdle(task: () => unknown): () => void {
  // Safari has no requestIdleCallback, nor has Node: a moment after the first paint is idle enough.
  if (!('requestIdleCallback' in globalThis)) {
    const timer = setTimeout(task, 300);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(task, { timeout: 3_000 });
  return () => cancelIdleCallback(handle);
}
