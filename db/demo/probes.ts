import { HOUR } from '@/lib/time'
import { SLOT } from './curves'
import { chance } from './random'
import type { DemoTool, World } from './world'

// What the health endpoints of the simulated tools answer, in history and live.

export interface ProbeAnswer {
  state: 'up' | 'degraded' | 'down'
  statusCode: number
  latencyMs: number
  reason: string | null
}

/** Probes are every five minutes for this long; before, one an hour is kept. So short that it hardly weighs in 28 days: uptime reads as if all were kept. */
const DENSE_MS = 6 * HOUR

/** What the endpoint of this tool answers in the window that begins at windowMs; null: it has none. */
export function probeAt({ seed }: World, tool: DemoTool, windowMs: number): ProbeAnswer | null {
  if (!tool.offer.hasHealthEndpoint || windowMs < tool.publishedAt.getTime()) return null
  const planted = tool.effects.find((effect) => effect.health && windowMs >= effect.fromMs && windowMs < effect.toMs)?.health
  const u = chance(seed, 141, tool.index, windowMs / SLOT)
  const latencyMs = Math.round(12 + tool.medianMs * 0.18 * (0.7 + 0.8 * u))
  if (planted === 'dead') return down(503, latencyMs)
  if (planted === 'slow') return slow(2_150 + Math.round(700 * u))
  // Bad hours come in clusters: an endpoint that is down is down for a while.
  const badHour = chance(seed, 142, tool.index, Math.floor(windowMs / HOUR)) < tool.developer.profile.developerErrors * 0.35
  if (badHour && u < 0.5) return down(500, latencyMs)
  if (u > 0.9993) return slow(2_400)
  return { state: 'up', statusCode: 200, latencyMs, reason: null }
}

// Reasons in the words of the product's own probe (lib/probes/classify).
function down(statusCode: number, latencyMs: number): ProbeAnswer {
  return { state: 'down', statusCode, latencyMs, reason: `Answered ${statusCode}.` }
}

function slow(latencyMs: number): ProbeAnswer {
  return { state: 'degraded', statusCode: 200, latencyMs, reason: `Answered in ${(latencyMs / 1000).toFixed(1)} s; under 2 s is up.` }
}

/** The windows of [fromMs, toMs) whose probe is kept, closed ones only. */
export function probeWindows(fromMs: number, toMs: number): number[] {
  const denseMs = Math.floor((toMs - DENSE_MS) / HOUR) * HOUR
  const windows: number[] = []
  for (let at = fromMs; at + SLOT <= toMs; at += at < denseMs ? HOUR : SLOT) windows.push(at)
  return windows
}
