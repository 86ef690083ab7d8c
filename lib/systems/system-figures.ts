import { formatCount, formatDuration, formatMs, formatPercent } from '@/lib/format'
import { MINUTE, SECOND } from '@/lib/time'
import type { SloState, System, SystemState } from './model'
import { QUIET_MINUTES } from './model'

/** Requests to the routes of a system in the last hour. */
export interface Requests {
  requests: number
  errors: number
  /** ms; null without requests that were timed. */
  p95Ms: number | null
}

/** What was measured that one system or another may be shown by; null: nothing lately. */
export interface Measured {
  /** By the system's key. */
  requests: ReadonlyMap<string, Requests>
  connections: number | null
  queryP95Ms: number | null
  /** By queue: how many wait, and since how long the oldest does. */
  queues: ReadonlyMap<string, { depth: number; oldestSeconds: number | null }>
  /** Of the last 24 hours, by how they ended. */
  builds: ReadonlyMap<string, number>
  deliveries: ReadonlyMap<string, number>
  /** Webhooks of the last 24 hours by provider and what became of them. */
  providerEvents: ReadonlyMap<string, ReadonlyMap<string, number>>
  /** Newest minute with a value, by what it is a sign of: r:<system>, q:<queue>, p:<provider>, builds, deliveries, database. */
  signs: ReadonlyMap<string, Date>
}

export interface SystemView {
  state: SystemState
  /** Why it is in that state, in a few words; empty where the word of the state says all. */
  because: string
  lastSignAt: Date | null
  figures: { label: string; value: string }[]
}

/** From so long on something that waits in a queue is late. Ours: mails and webhooks are sent every minute. */
const LATE_SECONDS = 300
/** A database that takes longer than this for one in twenty transactions is slow. Ours. */
const SLOW_QUERY_MS = 500
/** Where so many of the last hour's requests fail, something is wrong whatever the SLO says. */
const FAILING_RATIO = 0.05
/** Below so many requests their ratio says nothing. */
const FEW_REQUESTS = 20

/** What a system is shown by. The queues and the builds of the platform are known by the keys that their systems have. */
type Aspect = 'requests' | 'database' | 'builds' | 'deliveries' | 'queue' | 'provider'

const byKey: Record<string, Aspect[]> = { database: ['database'], builds: ['builds'], webhooks: ['deliveries', 'queue'], mail: ['queue'] }
const queuesOf: Record<string, string[]> = { webhooks: ['webhook'], mail: ['mail'], builds: ['builds', 'build'] }

/** How a system stands, by its SLOs and what was measured of it. Pure. */
export function viewSystem(system: Pick<System, 'key' | 'routes' | 'provider'>, slos: readonly SloState[], measured: Measured, now: Date): SystemView {
  const aspects: Aspect[] =
    system.provider !== null ? ['provider'] : [...(byKey[system.key] ?? []), ...(system.routes.length > 0 ? (['requests'] as const) : [])]
  const figures = aspects.flatMap((aspect) => figuresOf(aspect, system, measured))
  const lastSignAt = newestSign(aspects, system, measured)
  return { ...stateOf(aspects, system, slos, measured, lastSignAt, now), lastSignAt, figures }
}

function stateOf(
  aspects: Aspect[],
  system: Pick<System, 'key' | 'provider'>,
  slos: readonly SloState[],
  measured: Measured,
  lastSignAt: Date | null,
  now: Date,
): Pick<SystemView, 'state' | 'because'> {
  if (slos.includes('breached')) return { state: 'failing', because: 'an SLO is breached' }
  const requests = aspects.includes('requests') ? measured.requests.get(system.key) : undefined
  if (requests && requests.requests >= FEW_REQUESTS && requests.errors / requests.requests >= FAILING_RATIO) {
    return { state: 'failing', because: `${formatPercent(requests.errors / requests.requests)} of requests fail` }
  }
  if (slos.includes('burning')) return { state: 'degraded', because: 'an SLO is burning' }
  for (const queue of aspects.includes('queue') ? (queuesOf[system.key] ?? []) : []) {
    const oldest = measured.queues.get(queue)?.oldestSeconds ?? 0
    if (oldest >= LATE_SECONDS) return { state: 'degraded', because: `the oldest waits for ${formatDuration(oldest * SECOND)}` }
  }
  if (aspects.includes('database') && measured.queryP95Ms !== null && measured.queryP95Ms >= SLOW_QUERY_MS) {
    return { state: 'degraded', because: `p95 of transactions is ${formatMs(measured.queryP95Ms)}` }
  }
  const events = system.provider === null ? undefined : measured.providerEvents.get(system.provider)
  if (events && (events.get('failed') ?? 0) > 0) return { state: 'degraded', because: 'some of its webhooks could not be taken' }
  if (lastSignAt === null) return { state: 'unknown', because: 'nothing measured yet' }
  // What is measured every minute, whether it is used or not.
  const steadyAt = newestSign(
    aspects.filter((aspect) => aspect === 'database' || aspect === 'queue'),
    system,
    measured,
  )
  if (steadyAt !== null && now.getTime() - steadyAt.getTime() > (QUIET_MINUTES + 1) * MINUTE) {
    return { state: 'quiet', because: `not measured for ${formatDuration(now.getTime() - steadyAt.getTime())}` }
  }
  return { state: 'fine', because: '' }
}

function newestSign(aspects: readonly Aspect[], system: Pick<System, 'key' | 'provider'>, measured: Measured): Date | null {
  return signsOf(aspects, system).reduce<Date | null>((newest, sign) => {
    const at = measured.signs.get(sign) ?? null
    return at !== null && (newest === null || at > newest) ? at : newest
  }, null)
}

function signsOf(aspects: readonly Aspect[], { key, provider }: Pick<System, 'key' | 'provider'>): string[] {
  return aspects.flatMap((aspect) => {
    if (aspect === 'requests') return [`r:${key}`]
    if (aspect === 'provider') return [`p:${provider}`]
    if (aspect === 'queue') return (queuesOf[key] ?? []).map((queue) => `q:${queue}`)
    if (aspect === 'builds') return ['builds', ...(queuesOf.builds ?? []).map((queue) => `q:${queue}`)]
    return [aspect]
  })
}

function figuresOf(aspect: Aspect, { key, provider }: Pick<System, 'key' | 'provider'>, measured: Measured): SystemView['figures'] {
  switch (aspect) {
    case 'requests': {
      const { requests = 0, errors = 0, p95Ms = null } = measured.requests.get(key) ?? {}
      return [
        { label: 'Requests, 1 h', value: formatCount(requests, { compact: true }) },
        { label: 'Errors, 1 h', value: formatPercent(requests > 0 ? errors / requests : null) },
        { label: 'p95, 1 h', value: formatMs(p95Ms) },
      ]
    }
    case 'database':
      return [
        { label: 'Connections', value: formatCount(measured.connections) },
        { label: 'Transaction p95, 1 h', value: formatMs(measured.queryP95Ms) },
      ]
    case 'builds': {
      const queue = (queuesOf.builds ?? []).map((name) => measured.queues.get(name)).find((known) => known !== undefined)
      const ended = total(measured.builds)
      return [
        { label: 'Builds, 24 h', value: formatCount(ended, { compact: true }) },
        { label: 'Success, 24 h', value: formatPercent(ended > 0 ? 1 - (measured.builds.get('failed') ?? 0) / ended : null) },
        ...(queue ? [{ label: 'In the queue', value: formatCount(queue.depth) }] : []),
      ]
    }
    case 'deliveries': {
      const ended = total(measured.deliveries)
      return [{ label: 'Delivered, 24 h', value: formatPercent(ended > 0 ? (measured.deliveries.get('delivered') ?? 0) / ended : null) }]
    }
    case 'queue': {
      const queue = (queuesOf[key] ?? []).map((name) => measured.queues.get(name)).find((known) => known !== undefined)
      return [
        { label: 'In the queue', value: formatCount(queue?.depth) },
        {
          label: 'Oldest waits',
          value: queue && queue.depth === 0 ? 'none' : formatDuration(queue?.oldestSeconds == null ? null : queue.oldestSeconds * SECOND),
        },
      ]
    }
    case 'provider': {
      const events = provider === null ? undefined : measured.providerEvents.get(provider)
      const all = events ? total(events) : 0
      return [
        { label: 'Webhooks, 24 h', value: formatCount(all, { compact: true }) },
        { label: 'Taken, 24 h', value: formatPercent(all > 0 ? (events?.get('accepted') ?? 0) / all : null) },
      ]
    }
  }
}

function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0)
}
