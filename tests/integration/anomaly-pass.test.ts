import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { detectAnomalies } from '@/lib/anomalies/pass/commands/detect-anomalies'
import { DAY, HOUR, MINUTE, WEEK } from '@/lib/time'
import { randomNumbers } from '../support/calls'
import { useDatabase } from '../support/database'
import { jobContext } from '../support/ingest'
import { type Bucket, countedUntil, markLate, storeBuckets } from '../support/rollups'

const database = useDatabase()
const WINDOW = 5 * MINUTE
/** A Monday, 00:00 UTC. */
const START = new Date('2026-02-02T00:00:00Z').getTime()
/** Judged live from the Wednesday of the second week, 06:00 UTC. */
const LIVE = START + WEEK + 2 * DAY + 6 * HOUR
const LIVE_HOURS = 7

const organizations = ['11111111-0000-4000-8000-000000000001', '11111111-0000-4000-8000-000000000002']
const tools = Array.from({ length: 5 }, (_, i) => `22222222-0000-4000-8000-00000000000${i + 1}`)
const ownerOf = (tool: number) => organizations[tool < 3 ? 0 : 1] as string

/** What goes wrong live, in hours after LIVE. */
const faults: { tool: number; from: number; to: number; change: (bucket: Bucket) => Bucket }[] = [
  { tool: 0, from: 1, to: 2, change: (bucket) => ({ ...bucket, calls: 0, errors: 0, revenueMicros: 0 }) },
  { tool: 1, from: 2, to: 4, change: (bucket) => ({ ...bucket, errors: Math.round(bucket.calls * 0.3) }) },
  { tool: 2, from: 3, to: 3.75, change: (bucket) => ({ ...bucket, latencyMs: bucket.latencyMs * 3 }) },
  // Twice: two events.
  { tool: 3, from: 1.5, to: 2, change: (bucket) => ({ ...bucket, errors: bucket.calls }) },
  { tool: 3, from: 5, to: 5.5, change: (bucket) => ({ ...bucket, errors: bucket.calls }) },
]

function bucketAt(tool: number, at: number, spoil = true): Bucket {
  const noise = randomNumbers(tool * 7_919 + Math.floor(at / WINDOW) * 31)
  const calls = Math.round((60 + 20 * Math.sin((2 * Math.PI * at) / DAY)) * (0.85 + 0.3 * noise()))
  const healthy = {
    tool: tools[tool] as string,
    organization: ownerOf(tool),
    at,
    calls,
    errors: noise() < 0.4 ? 1 : 0,
    latencyMs: 180 + 40 * noise(),
    revenueMicros: calls * 1_000,
  }
  const fault = faults.find((one) => one.tool === tool && at >= LIVE + one.from * HOUR && at < LIVE + one.to * HOUR)
  return fault && spoil ? fault.change(healthy) : healthy
}

const detect = (now: number, stillMine = async () => true) => detectAnomalies(jobContext(new Date(now)), { now: new Date(now), stillMine })

async function fresh() {
  const owner = database.owner()
  await owner`truncate anomaly_events, anomaly_windows, anomaly_states, anomaly_half_hours, anomaly_marks, anomaly_baselines, anomaly_baseline_days, anomaly_cursors, recount_marks,
    metric_progress, tool_metrics_5m, tool_metrics_hourly cascade`
  const history: Bucket[] = []
  for (let at = START; at < LIVE; at += WINDOW) history.push(...tools.map((_, tool) => bucketAt(tool, at)))
  await storeBuckets(owner, history)
  await countedUntil(owner, new Date(LIVE))
}

/** Everything that people are shown, in one order; ids aside. */
async function shown() {
  const owner = database.owner()
  const events = await owner`
    select tool_id, metric, state, severity, z_score, impact, baseline_value, current_value, description, started_at, last_bad_at, ended_at
    from anomaly_events where state <> 'withdrawn' order by tool_id, metric, started_at`
  const windows = await owner`
    select tool_id, metric, window_at, confirmed, severity, observed, usual, expected_low, expected_high, z, impact, reason from anomaly_windows order by tool_id, metric, window_at`
  return { events: [...events], windows: [...windows] }
}

/** Every five minutes the calls arrive, are counted, and the pass runs. */
async function undisturbed(hours = LIVE_HOURS) {
  await fresh()
  await detect(LIVE)
  for (let at = LIVE; at < LIVE + hours * HOUR; at += WINDOW) {
    await storeBuckets(
      database.owner(),
      tools.map((_, tool) => bucketAt(tool, at)),
    )
    await countedUntil(database.owner(), new Date(at + WINDOW))
    await detect(at + WINDOW)
  }
  return shown()
}

beforeAll(async () => {
  const owner = database.owner()
  for (const [i, id] of organizations.entries()) {
    await owner`insert into organizations (id, name, slug) values (${id}, ${`Org ${i}`}, ${`org-${i}`})`
    await owner`insert into developers (id, organization_id) values (${id}, ${id})`
  }
  for (const [i, id] of tools.entries()) {
    await owner`
      insert into tools (id, organization_id, developer_id, external_id, slug, name) values (${id}, ${ownerOf(i)}, ${ownerOf(i)}, ${`t${i}`}, ${`t${i}`}, ${`Tool ${i}`})`
  }
})

describe('the pass', () => {
  it('finds what is planted, and nothing else', async () => {
    const { events } = await undisturbed()
    const found = events.map(({ tool_id, metric, state, severity, started_at, last_bad_at }) => ({
      tool: tools.indexOf(tool_id),
      metric,
      state,
      severity,
      from: (started_at.getTime() - LIVE) / HOUR,
      to: (last_bad_at.getTime() - LIVE) / HOUR,
    }))
    const near = (hours: number) => expect.closeTo(hours, 0)
    expect(found).toEqual([
      { tool: 0, metric: 'invocations', state: 'resolved', severity: 'urgent', from: near(1.2), to: near(2.1) },
      { tool: 0, metric: 'revenue', state: 'resolved', severity: 'warning', from: near(1.3), to: near(2.1) },
      { tool: 1, metric: 'error_rate', state: 'resolved', severity: 'critical', from: near(2.2), to: near(4.1) },
      { tool: 2, metric: 'latency', state: 'resolved', severity: 'critical', from: near(3.3), to: near(3.9) },
      { tool: 3, metric: 'error_rate', state: 'resolved', severity: 'urgent', from: near(1.6), to: near(2.1) },
      { tool: 3, metric: 'error_rate', state: 'resolved', severity: 'urgent', from: near(5.1), to: near(5.6) },
    ])
    // Errors and silence within a quarter of an hour.
    for (const event of found) if (event.metric === 'error_rate' || event.metric === 'invocations') expect(event.from % 0.5).toBeLessThanOrEqual(0.25)
  }, 120_000)
})

describe('disturbed', () => {
  let calm: Awaited<ReturnType<typeof shown>>
  beforeAll(async () => {
    calm = await undisturbed(5)
  }, 120_000)
  beforeEach(fresh)

  it.each([1, 2, 3])(
    'killed, doubled, late, and fed late rows, it shows the same in the end (%i)',
    async (seed) => {
      const owner = database.owner()
      const random = randomNumbers(seed)
      let held: { bucket: Bucket; until: number }[] = []
      await detect(LIVE)
      for (let at = LIVE; at < LIVE + 5 * HOUR; at += WINDOW) {
        const end = at + WINDOW
        const arrived: Bucket[] = []
        tools.forEach((_, tool) => {
          const bucket = bucketAt(tool, at)
          if (random() < 0.15) held.push({ bucket, until: Math.min(end + random() * 2 * HOUR, LIVE + 5 * HOUR) })
          else arrived.push(bucket)
        })
        const late = held.filter(({ until }) => until <= end).map(({ bucket }) => bucket)
        held = held.filter(({ until }) => until > end)
        await storeBuckets(owner, [...arrived, ...late])
        await markLate(
          owner,
          late.filter((bucket) => bucket.at < end - 2 * WINDOW),
        )
        await countedUntil(owner, new Date(end))
        const chance = random()
        const last = end === LIVE + 5 * HOUR
        if (!last && chance < 0.3) continue
        if (chance < 0.5) await Promise.all([detect(end), detect(end)])
        else if (!last && chance < 0.7) {
          let asked = 0
          await detect(end, async () => asked++ < random() * 3)
        } else await detect(end)
      }
      const seen = await shown()
      expect(seen.events).toEqual(calm.events)
      expect(seen.windows).toEqual(calm.windows)
    },
    120_000,
  )

  it('an hour late is the same', async () => {
    const owner = database.owner()
    await detect(LIVE)
    for (let at = LIVE; at < LIVE + 5 * HOUR; at += WINDOW) {
      await storeBuckets(
        owner,
        tools.map((_, tool) => bucketAt(tool, at)),
      )
      await countedUntil(owner, new Date(at + WINDOW))
      if ((at + WINDOW) % HOUR === 0) await detect(at + WINDOW)
    }
    expect(await shown()).toEqual(calm)
  })
})
