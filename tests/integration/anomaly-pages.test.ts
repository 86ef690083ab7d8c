import { beforeAll, describe, expect, it } from 'vitest'
import { POST as feedbackRoute } from '@/app/api/dashboard/anomalies/[storyId]/feedback/route'
import { GET as storyRoute } from '@/app/api/dashboard/anomalies/[storyId]/route'
import { GET as listRoute } from '@/app/api/dashboard/anomalies/route'
import { withPlatform, withTenant } from '@/db/client'
import { getAnyStory, getStory, listParts } from '@/lib/anomalies/queries/find-story'
import { getHeat } from '@/lib/anomalies/queries/heat'
import { getLearning } from '@/lib/anomalies/queries/learning'
import { countPressing, countStories, listOngoingStories, listStories } from '@/lib/anomalies/queries/list-stories'
import { listDetectorReports } from '@/lib/anomalies/queries/report-card'
import { listStoryCharts } from '@/lib/anomalies/queries/story-charts'
import { addDays, DAY, HOUR, MINUTE, startOfDay } from '@/lib/time'
import { seedStory } from '../support/anomalies'
import { useDatabase } from '../support/database'
import { seedKey, seedPublisher } from '../support/ingest'

const database = useDatabase()
const { owner } = database
const now = new Date('2026-11-25T12:02:00Z')
const ago = (ms: number) => new Date(now.getTime() - ms)

let mine = { organizationId: '', toolId: '', other: '' }
let theirs = { organizationId: '', toolId: '' }
const ids: Record<string, string> = {}
const byId = () => Object.fromEntries(Object.entries(ids).map(([name, id]) => [id, name]))

beforeAll(async () => {
  const toolsOf = (organizationId: string) =>
    owner()<{ id: string; name: string }[]>`select id, name from tools where organization_id = ${organizationId} order by name`
  const first = await seedPublisher(owner(), 'mine', 2)
  const second = await seedPublisher(owner(), 'theirs')
  const [a, b] = await toolsOf(first.organizationId)
  const [c] = await toolsOf(second.organizationId)
  mine = { organizationId: first.organizationId, toolId: a?.id ?? '', other: b?.id ?? '' }
  theirs = { organizationId: second.organizationId, toolId: c?.id ?? '' }
  const affected = (id: string, name: string) => ({
    affected: {
      tools: [{ id, name, organizationId: mine.organizationId }],
      developers: 1,
      consumers: 2,
      consumerNames: ['Ada'],
      calls: 100,
      failedCalls: 40,
      revenueMicros: 0,
    },
  })
  ids.platform = await seedStory(owner(), { organizationId: null, severity: 'urgent', title: 'Six tools fail through provider acme', startedAt: ago(2 * HOUR) })
  ids.part = await seedStory(owner(), {
    organizationId: mine.organizationId,
    platformStoryId: ids.platform,
    severity: 'urgent',
    title: 'Errors on two tools',
    startedAt: ago(2 * HOUR),
    facts: { platform: { developers: 3, tools: 6 }, ...affected(mine.other, 'mine/tool-2') },
    events: [{ toolId: mine.other, metric: 'error_rate' }],
  })
  ids.latency = await seedStory(owner(), {
    organizationId: mine.organizationId,
    severity: 'warning',
    title: 'Slow answers on 100 % of calls',
    startedAt: ago(3 * HOUR),
    facts: {
      ...affected(mine.toolId, 'mine/tool-1'),
      cause: { kind: 'version', value: 'v', label: '2.4.0', pattern: 'slowness', statusCode: null, confidence: 0.9 },
      signs: [{ metric: 'latency', direction: 'up', toolId: mine.toolId, observed: 900, usual: 300 }],
    },
    events: [{ toolId: mine.toolId, metric: 'latency', baselineValue: 300, currentValue: 900 }],
  })
  ids.old = await seedStory(owner(), {
    organizationId: mine.organizationId,
    state: 'resolved',
    title: 'Old errors',
    startedAt: ago(20 * DAY),
    endedAt: ago(20 * DAY - HOUR),
  })
  ids.withdrawn = await seedStory(owner(), {
    organizationId: mine.organizationId,
    state: 'withdrawn',
    title: 'Never was',
    startedAt: ago(HOUR),
    endedAt: ago(HOUR),
  })
  ids.theirs = await seedStory(owner(), {
    organizationId: theirs.organizationId,
    platformStoryId: ids.platform,
    startedAt: ago(2 * HOUR),
    events: [{ toolId: theirs.toolId, metric: 'error_rate' }],
  })
})

const own = <T>(fn: Parameters<typeof withTenant<T>>[1]) => withTenant(mine.organizationId, fn, { accessMode: 'read only' })

describe('the list', () => {
  it.each([
    ['everything, the newest first', {}, ['part', 'latency', 'old']],
    ['a part of the title, % taken literally', { search: '100 %' }, ['latency']],
    ['% alone is no wildcard', { search: '%errors%' }, []],
    ['the name of a tool', { search: 'TOOL-2' }, ['part']],
    ['the cause', { search: '2.4.0' }, ['latency']],
    ['a severity', { severity: 'urgent' }, ['part']],
    ['a state', { state: 'resolved' }, ['old']],
    ['a metric', { metric: 'latency' }, ['latency']],
    ['a period that an old one ended before', { days: '7' }, ['part', 'latency']],
    ['the impact of what does not exist', { search: 'nobody' }, []],
  ] as const)('%s', async (_name, filter, expected) => {
    const [rows, total] = await own(async (tx) => [
      await listStories(tx, { organizationId: mine.organizationId, now, ...filter, limit: 10 }),
      await countStories(tx, { organizationId: mine.organizationId, now, ...filter }),
    ])
    expect(rows.map(({ id }) => byId()[id])).toEqual(expected)
    expect(total).toBe(expected.length)
  })

  it('finds a tool’s stories, and orders by severity', async () => {
    const rows = await own((tx) => listStories(tx, { organizationId: mine.organizationId, now, tool: mine.toolId, limit: 10 }))
    expect(rows.map(({ id }) => byId()[id])).toEqual(['latency'])
    const worst = await own((tx) => listStories(tx, { organizationId: mine.organizationId, now, sort: 'severity', direction: 'desc', limit: 2, offset: 1 }))
    expect(worst.map(({ id }) => byId()[id])).toEqual(['old', 'latency'])
  })

  it('the navigation counts what presses; the worst stands first', async () => {
    expect(await own((tx) => countPressing(tx, { organizationId: mine.organizationId }))).toBe(1)
    const going = await own((tx) => listOngoingStories(tx, { organizationId: mine.organizationId, now, limit: 5 }))
    expect(going.map(({ id }) => byId()[id])).toEqual(['part', 'latency'])
  })

  it('staff read platform stories and developers’ stories, and find a developer by name', async () => {
    const read = (filter: object, of: 'platform' | 'developers') => withPlatform((tx) => listStories(tx, { of, now, ...filter, limit: 10 }))
    expect((await read({}, 'platform')).map(({ id }) => byId()[id])).toEqual(['platform'])
    expect((await read({ search: 'theirs' }, 'developers')).map(({ id }) => byId()[id])).toEqual(['theirs'])
    expect(await withPlatform((tx) => listParts(tx, { storyId: ids.platform ?? '' }))).toHaveLength(2)
    expect((await withPlatform((tx) => getAnyStory(tx, { storyId: ids.platform ?? '' }))).events).toHaveLength(2)
  })
})

describe('a story', () => {
  const get = (storyId: string) => own((tx) => getStory(tx, { organizationId: mine.organizationId, storyId }))

  it('comes with its stretches', async () => {
    const story = await get(ids.latency ?? '')
    expect(story.events).toMatchObject([{ metric: 'latency', toolName: 'mine/tool-1', currentValue: 900 }])
    expect(story.feedback).toEqual({ confirmed: null, by: null, at: null, note: null })
  })

  it.each(['theirs', 'platform', 'withdrawn', 'not-an-id'])('%s is not there', async (name) => {
    await expect(get(ids[name] ?? name)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('even where the query forgets the organization, Postgres hides another’s', async () => {
    await expect(own((tx) => getAnyStory(tx, { storyId: ids.theirs ?? '' }))).rejects.toMatchObject({ code: 'not_found' })
  })

  it('has a chart with what was observed and what would have been usual', async () => {
    await owner()`select ensure_partitions('tool_metrics_5m', ${ago(DAY)}, ${now}), ensure_partitions('tool_metrics_hourly', ${ago(30 * DAY)}, ${now})`
    const insert = (table: string, at: Date, calls: number, key: number) => owner()`
      insert into ${owner()(table)} (tool_id, organization_id, bucket_at, invocations, rated, errors, errors4xx, errors429, errors5xx, errors_developer, errors_consumer,
        errors_platform, errors_upstream, fair_rated, fair_errors, latency_count, latency_sum_ms, revenue_micros, consumers, sketch_keys, sketch_counts)
      values (${mine.toolId}, ${mine.organizationId}, ${at}, ${calls}, ${calls}, 0, 0, 0, 0, 0, 0, 0, 0, ${calls}, 0, ${calls}, 0, 0, 1, ${[key]}, ${[calls]})`
    const hour = new Date('2026-11-25T11:00:00Z')
    for (let days = 1; days <= 28; days++) await insert('tool_metrics_hourly', addDays(hour, -days), 120, 140)
    await insert('tool_metrics_5m', hour, 10, 170)
    await owner()`
      insert into anomaly_windows (tool_id, organization_id, metric, window_at, confirmed, severity, observed, usual, expected_low, expected_high, z, impact, reason)
      values (${mine.toolId}, ${mine.organizationId}, 'latency', ${new Date(hour.getTime() + 10 * MINUTE)}, true, 'warning', 900, 1.5, 1, 2, 9, 0.5, 'x')`
    const story = await get(ids.latency ?? '')
    const [chart] = await own((tx) => listStoryCharts(tx, { story: { ...story, startedAt: ago(10 * MINUTE) }, now, most: 4 }))
    const at = (minutes: number) => chart?.points.find((point) => point.at.getTime() === hour.getTime() + minutes * MINUTE)
    expect(chart?.metric).toBe('latency')
    expect(at(5)?.observed).toBeGreaterThan(400)
    // The days before say what is usual; what detection compared with goes before them.
    expect(at(5)?.low).toBeGreaterThan(100)
    expect(at(5)?.high).toBeLessThan(300)
    expect(at(10)).toMatchObject({ low: 1, high: 2 })
    // Five-minute figures are kept 35 days.
    expect(await own((tx) => listStoryCharts(tx, { story, now: addDays(now, 40), most: 4 }))).toEqual([])
  })
})

describe('around the list', () => {
  it('the strip shows the organization’s own marks', async () => {
    const marks = (severity: number) => Buffer.from(Uint8Array.from({ length: 96 }, (_, i) => (i === 5 * 4 ? severity : 0)))
    await owner()`insert into anomaly_marks (tool_id, organization_id, day_at, marks) values
      (${mine.toolId}, ${mine.organizationId}, ${startOfDay(now)}, ${marks(3)}), (${theirs.toolId}, ${theirs.organizationId}, ${startOfDay(now)}, ${marks(2)})`
    const heat = await own((tx) => getHeat(tx, { organizationId: mine.organizationId, now, days: 7, most: 12 }))
    expect(heat.rows).toMatchObject([{ name: 'mine/tool-1', cells: [{ severity: 'urgent', metrics: ['error_rate'] }] }])
    expect((await own((tx) => getHeat(tx, { organizationId: mine.organizationId, toolId: mine.other, now, days: 7, most: 12 }))).rows).toEqual([])
  })

  it('says which tools are still learned, and when nothing has been judged lately', async () => {
    const state = (toolId: string, knownFrom: Date, judgedUntil: Date) => owner()`
      insert into anomaly_states (tool_id, organization_id, known_from, judged_until, summed_until, recent, parameters)
      values (${toolId}, ${mine.organizationId}, ${knownFrom}, ${judgedUntil}, ${judgedUntil}, ''::bytea, '{}')`
    const learning = () => own((tx) => getLearning(tx, { organizationId: mine.organizationId, now }))
    expect(await learning()).toMatchObject({
      judged: 0,
      learning: [
        { days: 0, calls: 0 },
        { days: 0, calls: 0 },
      ],
      behindSince: null,
    })
    await state(mine.toolId, ago(20 * DAY), ago(5 * MINUTE))
    await state(mine.other, ago(3 * DAY), ago(5 * MINUTE))
    await owner()`insert into anomaly_baselines (tool_id, weekend, organization_id, first_day_at, windows, invocations, calls_squares, revenue_sum, revenue_squares,
        rated_windows, error_sum, error_squares, latency_windows, latency_sum, latency_squares)
      select id, false, organization_id, ${ago(20 * DAY)}, 1, 500, 0, 0, 0, 0, 0, 0, 0, 0, 0 from tools where organization_id = ${mine.organizationId}`
    expect(await learning()).toEqual({ judged: 1, learning: [{ toolId: mine.other, name: 'mine/tool-2', days: 3, calls: 500 }], behindSince: null })
    await owner()`update anomaly_states set judged_until = ${ago(HOUR)}`
    expect((await learning()).behindSince).toEqual(ago(HOUR))
  })

  it('the report card has a line for every metric', async () => {
    await owner()`insert into detector_reports (metric, shown, confirmed, tightening, as_of) values ('latency', 10, 2, 1, ${now})`
    const reports = await withPlatform(listDetectorReports)
    expect(reports).toHaveLength(4)
    expect(reports.find(({ metric }) => metric === 'latency')).toMatchObject({ shown: 10, confirmed: 2, tightening: 1 })
    expect(reports.find(({ metric }) => metric === 'revenue')).toMatchObject({ shown: 0, asOf: null })
  })
})

describe('the API', () => {
  let key = ''
  beforeAll(async () => {
    key = await seedKey(owner(), mine.organizationId, ['scores:read'])
  })
  const call = async (query = '', bearer = key) => {
    const response = await listRoute(new Request(`http://localhost/api/dashboard/anomalies${query}`, { headers: { authorization: `Bearer ${bearer}` } }), {
      params: Promise.resolve({}),
    })
    return { status: response.status, body: await response.json() }
  }
  const one = async (storyId: string) => {
    const response = await storyRoute(new Request(`http://localhost/api/dashboard/anomalies/${storyId}`, { headers: { authorization: `Bearer ${key}` } }), {
      params: Promise.resolve({ storyId }),
    })
    return { status: response.status, body: await response.json() }
  }

  it('is read page by page until nothing is left, each story once', async () => {
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const { body }: { body: { stories: { id: string }[]; nextCursor: string | null } } = await call(`?limit=1${cursor ? `&cursor=${cursor}` : ''}`)
      seen.push(...body.stories.map(({ id }) => byId()[id] ?? ''))
      cursor = body.nextCursor
    }
    expect(seen).toEqual(['part', 'latency', 'old'])
  })

  it.each([
    ['a filter that nobody knows', '?severity=mild'],
    ['a cursor of nobody', '?cursor=abc'],
    ['a page of nothing', '?limit=0'],
  ])('%s is refused', async (_name, query) => {
    expect((await call(query)).status).toBe(400)
  })

  it('gives no ids of other organizations away, nor the story of the platform', async () => {
    const { body } = await call()
    const text = JSON.stringify(body)
    expect(text).not.toContain(theirs.organizationId)
    expect(text).not.toContain(ids.platform)
    expect(body.stories[0]).toMatchObject({ title: 'Errors on two tools', platform: { developers: 3, tools: 6 } })
  })

  it('tells a story in words, and none of another', async () => {
    const { status, body } = await one(ids.latency ?? '')
    expect(status).toBe(200)
    expect(body).toMatchObject({ cause: { label: '2.4.0' }, events: [{ metric: 'latency' }] })
    expect(body.why).toContain('300')
    expect(body.steps.length).toBeGreaterThan(0)
    expect((await one(ids.theirs ?? '')).status).toBe(404)
    expect((await one(ids.platform ?? '')).status).toBe(404)
  })
})

describe('feedback through the API', () => {
  const send = async (storyId: string, body: unknown, key: string) => {
    const response = await feedbackRoute(
      new Request(`http://localhost/api/dashboard/anomalies/${storyId}/feedback`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
      { params: Promise.resolve({ storyId }) },
    )
    return response.status
  }

  it.each([
    ['a key only reads', 'latency', { decision: 'confirm' }, 403],
    ['what nobody offers to say', 'latency', { decision: 'maybe' }, 400],
    ['a story beside that of the address', 'latency', { decision: 'confirm', storyId: 'x' }, 400],
    ['what is no id', 'not-an-id', { decision: 'confirm' }, 404],
  ])('%s is refused', async (_name, name, body, status) => {
    const key = await seedKey(owner(), mine.organizationId, ['scores:read'])
    expect(await send(ids[name] ?? name, body, key)).toBe(status)
    expect((await own((tx) => getStory(tx, { organizationId: mine.organizationId, storyId: ids.latency ?? '' }))).confirmed).toBeNull()
  })
})
