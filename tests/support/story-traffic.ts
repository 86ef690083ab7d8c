import { randomUUID } from 'node:crypto'
import type postgres from 'postgres'
import type { AnomalyMetric, AnomalySeverity, AnomalyState } from '@/lib/anomalies/model'
import { DAY, HOUR, MINUTE } from '@/lib/time'
import { type Call, randomNumbers, seedConsumers, seedTools } from './calls'
import type { Bucket } from './rollups'

// Traffic with a fault in it, and the events that detection makes of one.

/** What is done with the calls of a stretch: the i-th call of so many, of one consumer, at a moment. */
export type Shape = (call: Call, i: number) => Call

export const ok: Shape = (call) => call
/** Every n-th call fails so. */
export const failing =
  (every: number, failure: Partial<Call>): Shape =>
  (call, i) =>
    i % every === 0 ? { ...call, outcome: 'error', fault: 'developer', statusCode: 500, ...failure } : { ...call, statusCode: 200 }

/** Evenly spread calls of consumers: so many each in every 5 minutes. */
export function traffic(
  who: { tool: string; organization: string },
  { from, to, calls, shape = ok }: { from: Date; to: Date; calls: Record<string, number>; shape?: Shape },
): Call[] {
  const made: Call[] = []
  for (const [consumer, perWindow] of Object.entries(calls)) {
    const step = (5 * MINUTE) / perWindow
    let i = 0
    for (let at = from.getTime() + step / 2; at < to.getTime(); at += step)
      made.push(shape({ ...who, consumer, at: new Date(Math.floor(at)), costMicros: 1_000 }, ++i))
  }
  return made
}

/** The same stretch on the seven days before, with one of a hundred calls failing. */
export function usualDays(who: { tool: string; organization: string }, { from, to, calls }: { from: Date; to: Date; calls: Record<string, number> }): Call[] {
  return Array.from({ length: 7 }, (_, day) => {
    const ago = (day + 1) * DAY
    return traffic(who, { from: new Date(from.getTime() - ago), to: new Date(to.getTime() - ago), calls, shape: failing(100, {}) })
  }).flat()
}

const WINDOW = 5 * MINUTE

/** How busy the marketplace is at a moment, as a factor: by day half as much again as by night. */
function busy(at: number): number {
  return 1 + 0.2 * Math.sin((2 * Math.PI * (at - 9 * HOUR)) / DAY)
}

/** How many happen where so many are expected (Knuth). */
function poisson(random: () => number, mean: number): number {
  let count = 0
  for (let left = Math.exp(-mean), product = random(); product > left; product *= random()) count++
  return count
}

/**
 * Calls as they come: by chance, more by day than by night, answered at different speeds, and one in a hundred
 * fails whatever happens. The same seed makes the same calls.
 * @param calls by consumer, expected in 5 minutes
 */
export function livelyTraffic(
  who: { tool: string; organization: string },
  { from, to, calls, seed, shape = ok }: { from: Date; to: Date; calls: Record<string, number>; seed: number; shape?: Shape },
): Call[] {
  const random = randomNumbers(seed)
  const made: Call[] = []
  for (let window = from.getTime(); window < to.getTime(); window += WINDOW)
    for (const [consumer, perWindow] of Object.entries(calls))
      for (let left = poisson(random, perWindow * busy(window)); left > 0; left--) {
        const at = new Date(window + Math.floor(random() * WINDOW))
        const call: Call = { ...who, consumer, at, latencyMs: 60 + 80 * random() ** 2, costMicros: 1_000, statusCode: 200 }
        made.push(random() < 0.01 ? { ...call, outcome: 'error', fault: 'developer', statusCode: 500, errorCode: 'internal' } : shape(call, made.length))
      }
  return made
}

/** What lively traffic comes to in 5-minute buckets, for the days of which nobody reads the calls; buckets that `except` names are left out. */
export function livelyBuckets(
  who: { tool: string; organization: string },
  { from, to, calls, seed, except }: { from: Date; to: Date; calls: Record<string, number>; seed: number; except: (at: number) => boolean },
): Bucket[] {
  const random = randomNumbers(seed)
  const mean = Object.values(calls).reduce((sum, perWindow) => sum + perWindow, 0)
  const made: Bucket[] = []
  for (let at = from.getTime(); at < to.getTime(); at += WINDOW) {
    const count = poisson(random, mean * busy(at))
    const errors = Array.from({ length: count }, random).filter((chance) => chance < 0.01).length
    if (!except(at)) made.push({ ...who, at, calls: count, errors, latencyMs: 78 + 12 * random(), revenueMicros: count * 1_000 })
  }
  return made
}

/** A publisher with named tools. */
export async function namedTools(owner: postgres.Sql, names: string[], dependsOn: string[] = []): Promise<{ organization: string; tools: string[] }> {
  const { organization, tools } = await seedTools(owner, names.length)
  for (const [i, id] of tools.entries()) await owner`update tools set name = ${names[i] ?? ''}, depends_on = ${dependsOn} where id = ${id}`
  return { organization, tools }
}

/** Consumers by name. */
export async function namedConsumers(owner: postgres.Sql, names: string[]): Promise<string[]> {
  const consumers = await seedConsumers(owner, names.length)
  for (const [i, { organization }] of consumers.entries()) await owner`update organizations set name = ${names[i] ?? ''} where id = ${organization}`
  return consumers.map(({ id }) => id)
}

/** An event as detection writes it. */
export interface SeededEvent {
  id?: string
  organization: string
  tool: string
  metric: AnomalyMetric
  severity?: AnomalySeverity
  state?: AnomalyState
  usual: number
  observed: number
  startedAt: Date
  lastBadAt: Date
  endedAt?: Date | null
  updatedAt: Date
}

/** Writes events, or what became of them; stories that they are in stay. */
export async function storeEvents(owner: postgres.Sql, events: SeededEvent[]): Promise<void> {
  const rows = events.map((event) => ({
    id: event.id ?? randomUUID(),
    organization_id: event.organization,
    tool_id: event.tool,
    metric: event.metric,
    severity: event.severity ?? 'critical',
    state: event.state ?? 'ongoing',
    z_score: 5,
    impact: 0.5,
    baseline_value: event.usual,
    current_value: event.observed,
    description: '',
    started_at: event.startedAt.toISOString(),
    last_bad_at: event.lastBadAt.toISOString(),
    ended_at: event.endedAt?.toISOString() ?? null,
    updated_at: event.updatedAt.toISOString(),
  }))
  await owner`
    insert into anomaly_events (id, organization_id, tool_id, metric, severity, state, z_score, impact, baseline_value, current_value, description, started_at, last_bad_at, ended_at, updated_at)
    select id, organization_id, tool_id, metric, severity, state, z_score, impact, baseline_value, current_value, description, started_at, last_bad_at, ended_at, updated_at
    from jsonb_to_recordset(${owner.json(rows)}) as r (id uuid, organization_id uuid, tool_id uuid, metric text, severity anomaly_severity, state anomaly_state,
      z_score real, impact real, baseline_value float8, current_value float8, description text, started_at timestamptz, last_bad_at timestamptz, ended_at timestamptz, updated_at timestamptz)
    on conflict (id) do update set severity = excluded.severity, state = excluded.state, last_bad_at = excluded.last_bad_at, ended_at = excluded.ended_at, updated_at = excluded.updated_at`
}
