// Next bundles instrumentation and route handlers apart, each with its own copy of a module; what
// both must see therefore hangs on globalThis.
const store = globalThis as typeof globalThis & { pulsegridStopping?: boolean }

/** From now on every run of this process ends at its next batch. */
export function announceShutdown(): void {
  store.pulsegridStopping = true
}

export function isShuttingDown(): boolean {
  return store.pulsegridStopping === true
}
