import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { StoryFacts } from '@/lib/anomalies/model'
import { writeStories } from '@/lib/anomalies/stories/commands/write-stories'
import { describeStory } from '@/lib/anomalies/stories/words'
import { rollupMetrics } from '@/lib/metrics/commands'
import { MINUTE } from '@/lib/time'
import { type Call, storeCalls } from '../support/calls'
import { useDatabase } from '../support/database'
import { jobContext } from '../support/ingest'
import { failing, namedConsumers, namedTools, ok, type SeededEvent, storeEvents, traffic, usualDays } from '../support/story-traffic'

const database = useDatabase()
const { owner } = database
const start = new Date('2026-03-10T14:00:00Z')
const at = (minutes: number) => new Date(start.getTime() + minutes * MINUTE)
const window = { from: at(-120), to: at(60) }
const work = (minutes: number) => ({ now: at(minutes), stillMine: async () => true })
let acme: string
let bolt: string
let corn: string

async function report(calls: Call[]): Promise<void> {
  for (let i = 0; i < calls.length; i += 20_000) await storeCalls(owner(), calls.slice(i, i + 20_000))
  await rollupMetrics(jobContext(at(70)), work(70))
}
const tell = (minutes: number) => writeStories(jobContext(at(minutes)), work(minutes))

interface Row {
  id: string
  organization_id: string | null
  platform_story_id: string | null
  cause_key: string
  severity: 'warning' | 'critical' | 'urgent'
  state: 'ongoing' | 'resolved' | 'expired' | 'dismissed' | 'false_positive' | 'withdrawn'
  title: string
  facts: StoryFacts
  started_at: Date
  last_bad_at: Date
  ended_at: Date | null
}
const stories = () => owner()<Row[]>`select * from anomaly_stories where state <> 'withdrawn' order by organization_id nulls first, started_at, id`
const wordsOf = (story: Row) => {
  const { title, why, who, steps } = describeStory({ ...story, startedAt: story.started_at, lastBadAt: story.last_bad_at, endedAt: story.ended_at })
  const plain = (text: string) => text.replaceAll('\u00a0', ' ')
  return { title: plain(title), why: plain(why), who: plain(who), first: plain(steps[0]?.text ?? '') }
}
/** The only story, told twice. */
async function onlyStory(minutes: number): Promise<Row> {
  const first = await tell(minutes)
  expect(first).toMatchObject({ failed: 0 })
  expect(await tell(minutes)).toMatchObject({ changed: 0, failed: 0 })
  const [story, ...others] = await stories()
  expect(others.map(({ title }) => title)).toEqual([])
  if (!story) throw new Error('no story')
  return story
}

beforeAll(async () => {
  const [a = '', b = '', c = ''] = await namedConsumers(owner(), ['Acme Retail', 'Bolt', 'Corn'])
  acme = a
  bolt = b
  corn = c
})
beforeEach(async () => {
  await owner()`truncate anomaly_events, anomaly_stories, anomaly_cursors, invocations, rollup_marks, tool_metrics_5m, markers, fault_windows, tool_versions`
})

describe('faults in generated traffic', () => {
  it('a consumer in a retry loop: errors and calls are one story', async () => {
    const { organization, tools } = await namedTools(owner(), ['Route planner'])
    const who = { organization, tool: tools[0] ?? '' }
    const calls = { [acme]: 4, [bolt]: 8, [corn]: 8 }
    await report([
      ...usualDays(who, { ...window, calls }),
      ...traffic(who, { from: window.from, to: start, calls, shape: failing(100, {}) }),
      ...traffic(who, { from: start, to: window.to, calls: { [bolt]: 8, [corn]: 8 }, shape: failing(100, {}) }),
      ...traffic(who, { from: start, to: window.to, calls: { [acme]: 80 }, shape: failing(1, { statusCode: 502, errorCode: 'bad_payload' }) }),
    ])
    const event = { ...who, startedAt: at(10), lastBadAt: at(60), updatedAt: at(60) }
    await storeEvents(owner(), [
      { ...event, metric: 'error_rate', severity: 'urgent', usual: 0.01, observed: 0.83 },
      { ...event, metric: 'invocations', usual: 20, observed: 96 },
    ])
    const story = await onlyStory(62)
    expect(story).toMatchObject({ cause_key: `consumer:${acme}`, severity: 'urgent', state: 'ongoing', organization_id: organization })
    expect(story.facts.cause).toMatchObject({ kind: 'consumer', label: 'Acme Retail', pattern: 'retry_loop', statusCode: 502 })
    expect(story.facts.evidence[0]?.shareNow).toBeGreaterThan(0.98)
    expect(story.facts.evidence[0]?.shareBefore).toBeLessThan(0.4)
    expect(story.facts.examined).toEqual({ from: start.toISOString(), to: at(60).toISOString(), days: 7 })
    expect(story.facts.affected).toMatchObject({ consumers: 1, consumerNames: ['Acme Retail'], calls: 12 * 96, revenueMicros: 12 * 76_000 })
    expect(wordsOf(story)).toEqual({
      title: 'Errors on Route planner: one consumer, Acme Retail, is retrying a failing call',
      why: expect.stringMatching(
        /^83 % of the calls fail, 1 % is usual\. Acme Retail has 100 % of the failures, \d+ % before\. Without Acme Retail, \d+ % of the rise in errors is gone\.$/,
      ),
      who: expect.stringMatching(/^One consumer, Acme Retail\. 9\d\d of 1,152 calls failed\. \$0\.91 more revenue than usual\.$/),
      first: 'Limit the calls of Acme Retail until it stops retrying.',
    })
    expect(story.title).toBe(wordsOf(story).title)
  })

  it('a bad release: all consumers alike, minutes after it', async () => {
    const { organization, tools } = await namedTools(owner(), ['Route planner'])
    const who = { organization, tool: tools[0] ?? '' }
    const calls = { [acme]: 8, [bolt]: 6, [corn]: 6 }
    await owner()`
      insert into tool_versions (organization_id, tool_id, version, released_at)
      values (${organization}, ${who.tool}, '2.4.0', ${at(-3)}), (${organization}, ${who.tool}, '2.3.0', ${at(-3000)})`
    await owner()`insert into markers (organization_id, external_id, kind, label, at) values (${organization}, 'm1', 'deploy', 'gateway 81', ${at(-100)})`
    await report([
      ...usualDays(who, { ...window, calls }),
      ...traffic(who, { from: window.from, to: start, calls, shape: failing(100, {}) }),
      ...traffic(who, { from: start, to: window.to, calls, shape: failing(3, { errorCode: 'null_pointer' }) }),
    ])
    await storeEvents(owner(), [{ ...who, metric: 'error_rate', usual: 0.01, observed: 0.33, startedAt: at(10), lastBadAt: at(60), updatedAt: at(60) }])
    const story = await onlyStory(62)
    expect(story.cause_key).toBe('version:2.4.0')
    expect(story.facts.evidence.map(({ kind, value }) => `${kind}:${value}`).slice(0, 2)).toEqual(['version:2.4.0', 'error_code:null_pointer'])
    expect(story.facts.suspects.map(({ kind, label }) => `${kind} ${label}`)).toEqual(['version 2.4.0', 'deploy gateway 81'])
    expect(story.facts.affected).toMatchObject({ consumers: 3, consumerNames: expect.arrayContaining(['Acme Retail', 'Bolt', 'Corn']) })
    expect(wordsOf(story)).toMatchObject({
      title: 'Errors on Route planner since version 2.4.0',
      why: '33 % of the calls fail, 1 % is usual. They began with version 2.4.0, for every consumer alike.',
      first: 'Roll back version 2.4.0, or fix it and release again.',
    })
  })

  it('an expired key at a provider', async () => {
    const { organization, tools } = await namedTools(owner(), ['Route planner', 'Geocoder'], ['mapbox'])
    const calls = { [acme]: 8, [bolt]: 6, [corn]: 6 }
    const both = tools.map((tool) => ({ organization, tool }))
    await report(
      both.flatMap((who) => [
        ...usualDays(who, { ...window, calls }),
        ...traffic(who, { from: window.from, to: start, calls, shape: failing(100, {}) }),
        ...traffic(who, { from: start, to: window.to, calls, shape: failing(1, { statusCode: 401, errorCode: 'upstream.mapbox', fault: 'upstream' }) }),
      ]),
    )
    await storeEvents(
      owner(),
      both.map(
        (who, i): SeededEvent => ({
          ...who,
          metric: 'error_rate',
          severity: 'urgent',
          usual: 0.01,
          observed: 1,
          startedAt: at(10 + 5 * i),
          lastBadAt: at(60),
          updatedAt: at(60),
        }),
      ),
    )
    const story = await onlyStory(62)
    expect(story).toMatchObject({ cause_key: 'provider:mapbox', platform_story_id: null })
    expect(story.facts.cause).toMatchObject({ pattern: 'credentials', statusCode: 401 })
    expect(story.facts.evidence[0]).toMatchObject({ kind: 'provider', shareNow: 1, shareBefore: 0 })
    expect(wordsOf(story)).toMatchObject({
      title: expect.stringMatching(/^Errors on (Route planner and Geocoder|Geocoder and Route planner): provider mapbox refuses the key \(401\)$/),
      first: 'Renew the key at provider mapbox: it refuses the one in use (401).',
    })
  })

  it('a provider outage over six tools of three developers: one platform story, a part for each', async () => {
    const developers = await Promise.all(['A', 'B', 'C'].map((name) => namedTools(owner(), [`${name} one`, `${name} two`], ['mapbox'])))
    const calls = { [acme]: 4, [bolt]: 3, [corn]: 3 }
    const six = developers.flatMap(({ organization, tools }) => tools.map((tool) => ({ organization, tool })))
    const short = { from: at(-65), to: at(40) }
    await report(
      six.flatMap((who) => [
        ...usualDays(who, { ...short, calls }),
        ...traffic(who, { from: short.from, to: start, calls, shape: failing(100, {}) }),
        ...traffic(who, { from: start, to: short.to, calls, shape: failing(2, { statusCode: 503, errorCode: 'upstream.mapbox', fault: 'upstream' }) }),
      ]),
    )
    const events = six.map(
      (who, i): SeededEvent => ({
        ...who,
        id: crypto.randomUUID(),
        metric: 'error_rate',
        usual: 0.01,
        observed: 0.5,
        startedAt: at(10 + 5 * (i % 3)),
        lastBadAt: at(40),
        updatedAt: at(40),
      }),
    )
    await storeEvents(owner(), events)
    await owner()`insert into fault_windows (kind, source, label, provider, from_at) values ('upstream', 'i1', 'mapbox is down', 'mapbox', ${at(5)})`
    expect(await tell(42)).toMatchObject({ failed: 0 })
    expect(await tell(42)).toMatchObject({ changed: 0, failed: 0 })
    const [platform, ...parts] = await stories()
    expect(platform).toMatchObject({ organization_id: null, cause_key: 'provider:mapbox', state: 'ongoing' })
    expect(parts.map(({ organization_id }) => organization_id).sort()).toEqual(developers.map(({ organization }) => organization).sort())
    expect(parts.map(({ platform_story_id }) => platform_story_id)).toEqual([platform?.id, platform?.id, platform?.id])
    expect(parts.map(({ facts }) => facts.platform)).toEqual(parts.map(() => ({ developers: 3, tools: 6 })))
    // A developer's part names no tool of another.
    for (const part of parts) expect(new Set(part.facts.affected.tools.map(({ organizationId }) => organizationId))).toEqual(new Set([part.organization_id]))
    if (!platform || !parts[0]) throw new Error('no story')
    expect(platform.facts.affected).toMatchObject({ developers: 3, consumers: 3 })
    expect(platform.facts.affected.tools).toHaveLength(6)
    expect(platform.facts.suspects[0]).toMatchObject({ kind: 'provider_incident', label: 'mapbox is down' })
    expect(wordsOf(platform)).toMatchObject({
      title: 'Six tools of three developers fail through provider mapbox',
      first: 'There is nothing to fix here: watch the status page of provider mapbox.',
    })
    expect(wordsOf(parts[0]).why).toMatch(/You are not alone: six tools of three developers are affected\.$/)

    await storeEvents(
      owner(),
      events.map((event) => ({ ...event, state: 'resolved', endedAt: at(70), updatedAt: at(70) })),
    )
    expect(await tell(72)).toMatchObject({ failed: 0 })
    const after = await stories()
    expect(after.map(({ id }) => id)).toEqual([platform.id, ...parts.map(({ id }) => id)])
    expect(after.map(({ state, ended_at }) => `${state} ${ended_at?.toISOString()}`)).toEqual(after.map(() => `resolved ${at(70).toISOString()}`))
    expect(after[0]?.title).toBe('Six tools of three developers failed through provider mapbox')
  })

  it('silence of one tool, of which the cause is not known', async () => {
    const { organization, tools } = await namedTools(owner(), ['Route planner'])
    const who = { organization, tool: tools[0] ?? '' }
    const calls = { [acme]: 8, [bolt]: 7, [corn]: 5 }
    await report([...usualDays(who, { ...window, calls }), ...traffic(who, { from: window.from, to: start, calls, shape: ok })])
    await storeEvents(owner(), [{ ...who, metric: 'invocations', usual: 20, observed: 0, startedAt: at(15), lastBadAt: at(60), updatedAt: at(60) }])
    const story = await onlyStory(62)
    expect(story).toMatchObject({ cause_key: 'platform:silence', platform_story_id: null })
    expect(story.facts.cause).toBeNull()
    expect(story.facts.affected).toMatchObject({ consumers: 3, calls: 0, failedCalls: 0, revenueMicros: -12 * 20_000 })
    expect(wordsOf(story)).toEqual({
      title: 'No calls on Route planner since 14:00 UTC',
      why: 'No calls arrive in 5 minutes, 20 are usual. No consumer, key, error code, provider or release stands out: the cause is not known.',
      who: 'Three consumers: Acme Retail, Bolt and Corn. $0.24 less revenue than usual.',
      first: 'Look whether the health endpoint answers.',
    })
  })

  it('silence of three tools of two developers: the platform, without a word on which others', async () => {
    const one = await namedTools(owner(), ['Route planner', 'Geocoder'])
    const two = await namedTools(owner(), ['Weather'])
    const three = [one, two].flatMap(({ organization, tools }) => tools.map((tool) => ({ organization, tool })))
    const calls = { [acme]: 6, [bolt]: 4 }
    await report(three.flatMap((who) => [...usualDays(who, { ...window, calls }), ...traffic(who, { from: window.from, to: start, calls })]))
    await storeEvents(
      owner(),
      three.map(
        (who, i): SeededEvent => ({
          ...who,
          metric: 'invocations',
          usual: 10,
          observed: 0,
          startedAt: at(15 + 5 * (i % 2)),
          lastBadAt: at(60),
          updatedAt: at(60),
        }),
      ),
    )
    expect(await tell(62)).toMatchObject({ failed: 0 })
    expect(await tell(62)).toMatchObject({ changed: 0, failed: 0 })
    const all = await stories()
    expect(all).toHaveLength(3)
    expect(all[0] && wordsOf(all[0]).title).toBe('No calls on three tools of two developers since 14:00 UTC')
    expect(all[0]?.facts.affected.consumers).toBe(2)
    expect(all.slice(1).map(({ facts }) => facts.cause?.kind)).toEqual(['platform', 'platform'])
  })
})
