import { MINUTE, SECOND } from '@/lib/time'

// Is a tool's health endpoint answering? Every 5 minutes each endpoint is requested once. Reads
// tools; writes tool_health_checks, one row a tool and closed window.

export const probeStates = ['up', 'degraded', 'down'] as const
export type ProbeState = (typeof probeStates)[number]

/** Width of the window that one probe stands for. */
export const PROBE_WINDOW_MS = 5 * MINUTE
/** A probe that takes longer is given up. */
export const PROBE_TIMEOUT_MS = 10 * SECOND
/** A 2xx slower than this is degraded. */
export const SLOW_MS = 2 * SECOND
/** Redirects that a probe follows, each to a public address. */
export const PROBE_REDIRECTS = 3
