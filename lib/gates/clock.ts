import { coversTool, type FaultSpan } from '@/lib/ingest/attribute-fault'
import { DAY } from '@/lib/time'

// Clocks of gates stand while an incident of the platform, or of a provider that the tool depends on,
// covers the tool.

/** A fault window with its name. */
export interface NamedSpan extends FaultSpan {
  label: string
}

/** A stretch in which a clock stands, half-open, milliseconds since 1970. `toMs` null while it lasts. */
export interface Stop {
  fromMs: number
  toMs: number | null
  label: string
}

/** The stretches in which the clock of this tool stands, oldest first; they may overlap. */
export function stopsOf(spans: readonly NamedSpan[], tool: { route: string | null; dependsOn: string[] }): Stop[] {
  return spans
    .filter((span) => coversTool(span, tool))
    .map(({ fromMs, toMs, label }) => ({ fromMs, toMs, label }))
    .sort((a, b) => a.fromMs - b.fromMs)
}

/** How many milliseconds of [from, to) the clock stood; overlapping stops count once. */
export function stoppedMs(stops: readonly Stop[], fromMs: number, toMs: number): number {
  let stopped = 0
  let counted = fromMs
  for (const stop of stops) {
    const from = Math.max(stop.fromMs, counted)
    const to = Math.min(stop.toMs ?? toMs, toMs)
    if (to <= from) continue
    stopped += to - from
    counted = to
  }
  return stopped
}

/** What the clock stands for at this moment; null while it runs. */
export function stoppedBy(stops: readonly Stop[], atMs: number): string | null {
  return stops.find((stop) => stop.fromMs <= atMs && (stop.toMs === null || atMs < stop.toMs))?.label ?? null
}

/** Did the clock stand for the whole UTC day that begins here? */
export function coversDay(stops: readonly Stop[], dayMs: number): boolean {
  return stoppedMs(stops, dayMs, dayMs + DAY) === DAY
}
