import { withPlatform } from '@/db/client'
import { env } from '@/lib/env'
import { rootCause } from '@/lib/errors'
import { log } from '@/lib/log'
import { type Meter, meter, type Taken } from '@/lib/meter'
import { SECOND } from '@/lib/time'
import { FLUSH_SECONDS, type LabelSet, labelSetKey } from '../model'
import { resolveSeries } from './resolve-series'
import { type SeriesMinute, storeMinutes } from './store-minutes'

interface Flushing {
  /** Ids of series that this process has met. */
  ids: Map<string, number>
  /** One at a time: a slow database is not asked twice. */
  underWay: Promise<void> | null
  flushedAtMs: number
  /** The database refused; said once until it takes again. */
  failing: boolean
}

/** As many ids as there can be label sets of a few metrics; beyond them all are looked up again. */
const MAX_IDS = 50_000

const store = globalThis as typeof globalThis & { pulsegridFlushing?: Flushing }

/**
 * Writes what this process has counted since the last time as its own rows of metric_minutes. Never throws: what
 * could not be written stays in the meter, which keeps a bounded number of minutes for the next time.
 */
export function flushMeter(now: Date): Promise<void> {
  const state = flushing()
  state.underWay ??= flush(meter(), state, now)
    .then(() => {
      state.failing = false
    })
    .catch((error) => {
      // An id that no longer exists, a partition that is gone: looked up again next time.
      state.ids.clear()
      if (!state.failing) log().warn({ err: rootCause(error) }, 'what this process counts could not be written; it is kept and tried again')
      state.failing = true
    })
    .finally(() => {
      state.underWay = null
    })
  return state.underWay
}

/** The same, unless it was done within the last seconds: for hosts where only requests keep a process running. */
export async function flushMeterIfDue(now: Date): Promise<void> {
  if (now.getTime() - flushing().flushedAtMs >= FLUSH_SECONDS * SECOND) await flushMeter(now)
}

function flushing(): Flushing {
  store.pulsegridFlushing ??= { ids: new Map(), underWay: null, flushedAtMs: 0, failing: false }
  return store.pulsegridFlushing
}

async function flush(source: Meter, state: Flushing, now: Date): Promise<void> {
  state.flushedAtMs = now.getTime()
  source.limitLabelSets(env().METRIC_LABEL_SETS)
  let taken = source.take(now.getTime())
  if (taken.rows.length === 0) return
  const refused = await withPlatform((tx) => lookUp(tx, state, taken, now))
  if (refused.length > 0) {
    source.fold(refused, now.getTime())
    taken = source.take(now.getTime())
    // The folded sets always find a place.
    await withPlatform((tx) => lookUp(tx, state, taken, now))
  }
  const minutes: SeriesMinute[] = taken.rows.flatMap((row) => {
    const seriesId = state.ids.get(labelSetKey(row))
    return seriesId === undefined ? [] : [{ ...row, seriesId }]
  })
  await withPlatform((tx) => storeMinutes(tx, { organizationId: null, writer: source.writer, minutes, how: 'replace', now }))
  source.confirm(taken)
}

async function lookUp(tx: Parameters<typeof resolveSeries>[0], { ids }: Flushing, { rows }: Taken, now: Date): Promise<LabelSet[]> {
  if (ids.size > MAX_IDS) ids.clear()
  const unknown = rows.filter((row) => !ids.has(labelSetKey(row)))
  if (unknown.length === 0) return []
  const resolved = await resolveSeries(tx, null, unknown, now)
  for (const [key, id] of resolved.ids) ids.set(key, id)
  return resolved.overflowing
}
