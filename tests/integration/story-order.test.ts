import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { withTenant } from '@/db/client'
import { anomalyStories } from '@/db/schema/anomalies'
import { judgeStory } from '@/lib/anomalies/stories/commands/feedback'
import { writeStories } from '@/lib/anomalies/stories/commands/write-stories'
import type { Context } from '@/lib/auth/model'
import { rollupMetrics } from '@/lib/metrics/commands'
import { MINUTE } from '@/lib/time'
import { storeCalls } from '../support/calls'
import { useDatabase } from '../support/database'
import { jobContext } from '../support/ingest'
import { failing, namedConsumers, namedTools, type SeededEvent, storeEvents, traffic, usualDays } from '../support/story-traffic'

const database = useDatabase()
const { owner } = database
const start = new Date('2026-03-10T14:00:00Z')
const at = (minutes: number) => new Date(start.getTime() + minutes * MINUTE)
const tell = (minutes: number, stillMine: () => Promise<boolean> = async () => true) => writeStories(jobContext(at(minutes)), { now: at(minutes), stillMine })

interface Who {
  organization: string
  tool: string
}
/** Two developers with three tools each; the first two of each fail through mapbox for three hours. */
let tools: Who[] = []

beforeAll(async () => {
  const consumers = await namedConsumers(owner(), ['Acme Retail', 'Bolt'])
  const calls = Object.fromEntries(consumers.map((id) => [id, 4]))
  const developers = [await namedTools(owner(), ['A 1', 'A 2', 'A 3'], ['mapbox']), await namedTools(owner(), ['B 1', 'B 2', 'B 3'], ['mapbox'])]
  tools = developers.flatMap((one) => one.tools.map((tool) => ({ organization: one.organization, tool })))
  const window = { from: at(-60), to: at(180) }
  for (const [i, who] of tools.entries()) {
    const fails = i % 3 < 2
    const shape = failing(fails ? 2 : 100, { statusCode: 503, errorCode: 'upstream.mapbox', fault: 'upstream' })
    await storeCalls(owner(), [
      ...usualDays(who, { ...window, calls }),
      ...traffic(who, { from: window.from, to: start, calls, shape: failing(100, {}) }),
      ...traffic(who, { from: start, to: window.to, calls, shape }),
    ])
  }
  await rollupMetrics(jobContext(at(240)), { now: at(240), stillMine: async () => true })
})
beforeEach(forget)

async function forget(): Promise<void> {
  await owner()`truncate anomaly_events, anomaly_stories, anomaly_cursors`
}

/** One event from its start to its end, and what happens to the news of it. */
interface Life {
  id: string
  tool: number
  metric: 'error_rate' | 'invocations'
  silent: boolean
  from: number
  lasts: number
  withdrawn: boolean
  /** Minutes by which detection is late with it. */
  late: number
}

const END = 270
const STEP = 30

/** What detection has written of an event by a minute; null: nothing yet. */
function seenAt({ id, tool, metric, silent, from, lasts, withdrawn, late }: Life, minute: number): SeededEvent | null {
  const known = minute - late
  const who = tools[tool]
  if (!who || known < from) return null
  const lastBadAt = Math.min(from + lasts, known)
  const over = known >= from + lasts + 30
  return {
    ...who,
    id,
    metric,
    severity: silent ? 'urgent' : 'critical',
    state: over ? (withdrawn ? 'withdrawn' : 'resolved') : 'ongoing',
    usual: metric === 'error_rate' ? 0.01 : 8,
    observed: metric === 'error_rate' ? 0.5 : silent ? 0 : 2,
    startedAt: at(from),
    lastBadAt: at(lastBadAt),
    endedAt: over ? at(from + lasts + 30) : null,
    // Written when something changed, as the pass does.
    updatedAt: at(Math.min(minute, from + lasts + 30 + late)),
  }
}

async function detect(lives: Life[], minute: number): Promise<void> {
  await storeEvents(
    owner(),
    lives.flatMap((life) => seenAt(life, minute) ?? []),
  )
}

/** The stories that stand, by what they are made of instead of their ids. */
async function told(): Promise<unknown[]> {
  const rows = await owner()`
    select s.organization_id, s.cause_key, s.severity, s.state, s.impact, s.title, s.facts, s.started_at, s.last_bad_at, s.ended_at,
      (select coalesce(array_agg(e.id::text order by e.id), '{}') from anomaly_events e where e.story_id = s.id and e.state <> 'withdrawn') as events,
      (select coalesce(array_agg(e.id::text order by e.id), '{}') from anomaly_events e join anomaly_stories p on p.id = e.story_id where p.platform_story_id = s.id and e.state <> 'withdrawn') as held,
      s.platform_story_id is not null as part
    from anomaly_stories s where s.state <> 'withdrawn'`
  return rows.map((row) => JSON.stringify(row)).sort()
}

const lives = fc
  .array(
    fc.record({
      tool: fc.integer({ min: 0, max: 5 }),
      metric: fc.constantFrom<Life['metric']>('error_rate', 'invocations'),
      silent: fc.boolean(),
      from: fc.integer({ min: 2, max: 20 }).map((n) => n * 5),
      lasts: fc.integer({ min: 0, max: 12 }).map((n) => n * 5),
      withdrawn: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
      late: fc.constantFrom(0, 0, 20, 60),
    }),
    { minLength: 6, maxLength: 14 },
  )
  // One stretch a tool and metric: that there is one at a time is detection's business.
  .map((all) =>
    [...new Map(all.map((one) => [`${one.tool} ${one.metric}`, one])).values()].map(
      (one, i): Life => ({ ...one, id: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}` }),
    ),
  )
/** What befalls a pass: nothing, left out, run twice at once, killed when it asks for the n-th time whether it may go on. */
const fates = fc.array(fc.oneof(fc.constant('fine' as const), fc.constant('missed' as const), fc.constant('twice' as const), fc.integer({ min: 1, max: 3 })), {
  minLength: END / STEP,
  maxLength: END / STEP,
})

describe('the same stories', () => {
  it('however late, twice, or interrupted the runs are, and however late the events', { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(lives, fates, async (all, fate) => {
        await forget()
        const punctual = all.map((life) => ({ ...life, late: 0 }))
        for (let minute = STEP; minute <= END; minute += STEP) {
          await detect(punctual, minute)
          expect(await tell(minute)).toMatchObject({ failed: 0 })
        }
        const undisturbed = await told()

        await forget()
        for (let minute = STEP; minute <= END; minute += STEP) {
          await detect(all, minute)
          const what = fate[minute / STEP - 1] ?? 'fine'
          if (what === 'missed') continue
          if (what === 'twice') await Promise.all([tell(minute), tell(minute)])
          else if (what === 'fine') await tell(minute)
          else {
            let asked = 0
            const killed = async () => {
              if (++asked >= what) throw new Error('killed')
              return true
            }
            await tell(minute, killed).catch((error: unknown) => expect(error).toMatchObject({ message: 'killed' }))
          }
        }
        await detect(all, END + 90)
        await tell(END + 90)
        expect(await told()).toEqual(undisturbed)
        expect(await tell(END + 95)).toMatchObject({ changed: 0, failed: 0 })
      }),
      // A smaller example is not worth the minutes that it takes on a database.
      { numRuns: Number(process.env.STORY_RUNS ?? 4), endOnFailure: true },
    )
  })
})

describe('what people decided', () => {
  const one = (over: Partial<Life> = {}): Life => ({
    id: randomUUID(),
    tool: 2,
    metric: 'error_rate',
    silent: false,
    from: 10,
    lasts: 20,
    withdrawn: false,
    late: 0,
    ...over,
  })
  const member = (organizationId: string): Context & { organizationId: string } => ({
    actor: { kind: 'user', userId: randomUUID(), sessionId: 's', platformRole: null, organizationId, memberRole: 'member' },
    now: at(100),
    requestId: 'test',
    ip: null,
    organizationId,
  })
  const stories = () => owner()<{ id: string; state: string; confirmed: boolean | null; feedback_note: string | null }[]>`
    select id, state, confirmed, feedback_note from anomaly_stories order by started_at, id`

  it('goes over to the older story when an event connects two, and stays in the younger’s row', async () => {
    const [first, last, between] = [
      one({ lasts: 5 }),
      one({ metric: 'invocations', from: 80, lasts: 5 }),
      one({ tool: 2, metric: 'invocations', from: 40, lasts: 10 }),
    ]
    await detect([first, last], 150)
    await tell(150)
    const [older, younger] = await stories()
    if (!older || !younger) throw new Error('two stories are missing')
    await judgeStory(member(tools[2]?.organization ?? ''), { storyId: younger.id, decision: 'confirm', note: 'we saw it' })
    await detect([between], 160)
    await tell(160)
    expect(await stories()).toEqual([
      { id: older.id, state: 'resolved', confirmed: true, feedback_note: 'we saw it' },
      { id: younger.id, state: 'withdrawn', confirmed: true, feedback_note: 'we saw it' },
    ])
  })

  it.each(['dismiss', 'false_positive'] as const)('%s outlives what comes after, and is no hiding-place for what is graver', async (decision) => {
    const going = one({ lasts: 60 })
    await detect([going], 20)
    await tell(20)
    const [story] = await stories()
    if (!story) throw new Error('no story')
    await judgeStory(member(tools[2]?.organization ?? ''), { storyId: story.id, decision })
    const closed = { id: story.id, state: decision === 'dismiss' ? 'dismissed' : 'false_positive' }
    await detect([going], 50)
    await tell(50)
    expect(await stories()).toMatchObject([closed])
    await detect([going, one({ metric: 'invocations', from: 50, lasts: 20, silent: true })], 120)
    await tell(120)
    expect(await stories()).toMatchObject([closed, { state: 'resolved' }])
  })

  it('survives a person who decides while the run is under way', async () => {
    const going = one({ lasts: 60 })
    await detect([going], 20)
    await tell(20)
    const [story] = await stories()
    if (!story) throw new Error('no story')
    await detect([going], 40)
    let asked = 0
    const meanwhile = async () => {
      if (++asked === 2) await judgeStory(member(tools[2]?.organization ?? ''), { storyId: story.id, decision: 'dismiss' })
      return true
    }
    expect(await tell(40, meanwhile)).toMatchObject({ failed: 0, changed: 0 })
    expect(await tell(45)).toMatchObject({ failed: 0, changed: 1 })
    expect(await stories()).toMatchObject([{ id: story.id, state: 'dismissed' }])
    const [row] = await owner()`select last_bad_at from anomaly_stories`
    expect(row?.last_bad_at).toEqual(at(40))
  })
})

describe('a story', () => {
  it('is withdrawn with its last event, and comes back with it', async () => {
    const event = {
      ...tools[2],
      organization: tools[2]?.organization ?? '',
      tool: tools[2]?.tool ?? '',
      id: randomUUID(),
      metric: 'error_rate' as const,
      usual: 0.01,
      observed: 0.5,
    }
    const stretch = { startedAt: at(10), lastBadAt: at(20) }
    const state = async () => (await owner()`select id, state from anomaly_stories`).map((row) => row.state)
    await storeEvents(owner(), [{ ...event, ...stretch, updatedAt: at(20) }])
    await tell(20)
    await storeEvents(owner(), [{ ...event, ...stretch, state: 'withdrawn', endedAt: at(25), updatedAt: at(60) }])
    expect(await tell(60)).toMatchObject({ changed: 1 })
    expect(await state()).toEqual(['withdrawn'])
    await storeEvents(owner(), [{ ...event, ...stretch, state: 'ongoing', updatedAt: at(65) }])
    await tell(65)
    expect(await state()).toEqual(['ongoing'])
  })

  it('that cannot be written stops no other, and is tried again', async () => {
    const [one, other] = [tools[2], tools[5]]
    if (!one || !other) throw new Error('no tools')
    await owner()`create function refuse() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$`
    await owner().unsafe(
      `create trigger refuse before insert on anomaly_stories for each row when (new.organization_id = '${one.organization}') execute function refuse()`,
    )
    const event = { metric: 'error_rate' as const, usual: 0.01, observed: 0.5, startedAt: at(10), lastBadAt: at(20), updatedAt: at(20) }
    await storeEvents(owner(), [
      { ...one, ...event },
      { ...other, ...event },
    ])
    expect(await tell(20)).toMatchObject({ checked: 2, changed: 1, failed: 1 })
    expect(await owner()`select * from anomaly_cursors`).toEqual([])
    await owner()`drop trigger refuse on anomaly_stories`
    await owner()`drop function refuse`
    expect(await tell(25)).toMatchObject({ changed: 1, failed: 0 })
  })

  it('is seen by its developer alone; a platform story by none', async () => {
    await detect(
      tools.map((_, tool) => ({ id: randomUUID(), tool, metric: 'error_rate', silent: false, from: 10, lasts: 20, withdrawn: false, late: 0 })),
      40,
    )
    await tell(40)
    for (const { organization } of tools) {
      const seen = await withTenant(organization, (tx) => tx.select({ organizationId: anomalyStories.organizationId }).from(anomalyStories))
      expect(new Set(seen.map(({ organizationId }) => organizationId))).toEqual(new Set([organization]))
    }
    expect(await owner()`select cause_key from anomaly_stories where organization_id is null`).toEqual([{ cause_key: 'provider:mapbox' }])
  })
})
