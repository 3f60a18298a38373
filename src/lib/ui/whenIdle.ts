/** Runs `task` once nothing more urgent is left to do; the result cancels it. For code that will be wanted soon. */
export function whenIdle(task: () => unknown): () => void {
  // Safari has no requestIdleCallback; a second after the first paint is idle enough.
  if (!('requestIdleCallback' in window)) {
    const timer = setTimeout(task, 1_000);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(task, { timeout: 3_000 });
  return () => cancelIdleCallback(handle);
}
