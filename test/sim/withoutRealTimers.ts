// y-websocket has timers of its own: a watchdog, and a retry that the client switches off. In a run no real time passes, so
// none of them may ever fire, however slow the machine is.

const TIMERS = ['setTimeout', 'setInterval'] as const;

/** @returns puts the machine's timers back */
export function withoutRealTimers(): () => void {
  const real = TIMERS.map((name) => [name, globalThis[name]] as const);
  // Each provider listens for the end of the process; several hundred of them are no leak here.
  const listeners = process.getMaxListeners();
  process.setMaxListeners(0);
  for (const name of TIMERS)
    Object.defineProperty(globalThis, name, { value: () => 0, configurable: true, writable: true });
  return () => {
    process.setMaxListeners(listeners);
    for (const [name, timer] of real)
      Object.defineProperty(globalThis, name, { value: timer, configurable: true, writable: true });
  };
}
