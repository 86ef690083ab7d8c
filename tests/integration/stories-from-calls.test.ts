import { beforeAll, describe, expect, it } from 'vitest'
import type { StoryFacts } from '@/lib/anomalies/model'
import { describeStory } from '@/lib/anomalies/stories/words'
import { detectAnomaliesJob } from '@/lib/jobs/detect-anomalies'
import { rollupMetrics } from '@/lib/metrics/commands'
import { DAY, MINUTE } from '@/lib/time'
import { type Call, storeCalls } from '../support/calls'
import { useDatabase } from '../support/database'
import { jobContext } from '../support/ingest'
import { storeBuckets } from '../support/rollups'
import { livelyBuckets, livelyTraffic, namedConsumers, namedTools, type Shape } from '../support/story-traffic'

// From calls to stories, with nothing stated in between: one marketplace with 28 ordinary days, in which
// four things go wrong within one hour. Ingest's rows are counted, the counts are judged, and what was
// found is told, every five minutes, as the jobs do it.

const database = useDatabase()
const { owner } = database
/** A Tuesday. */
const start = new Date('2026-03-10T14:00:00Z')
const at = (minutes: number) => new Date(start.getTime() + minutes * MINUTE)
/** Judged live from a little before to the end of the first three quarters of an hour. */
const LIVE_FROM = -15
const LIVE_UNTIL = 45
/** The hours of which calls are kept on earlier days: those that a story is compared with. */
const compared = { from: at(-30), to: at(LIVE_UNTIL) }

interface Watched {
  organization: string
  tool: string
  name: string
  calls: Record<string, number>
}

interface Row {
  organization_id: string | null
  platform_story_id: string | null
  cause_key: string
  severity: 'warning' | 'critical' | 'urgent'
  state: 'ongoing'
  title: string
  facts: StoryFacts
  started_at: Date
  last_bad_at: Date
  ended_at: Date | null
}

let acme: string
let publishers: Record<'loop' | 'release' | 'key' | 'one' | 'two' | 'three', string>
let stories: Row[]

const storyOf = (publisher: keyof typeof publishers): Row => {
  const [story, ...others] = stories.filter(({ organization_id }) => organization_id === publishers[publisher])
  expect(others.map(({ title }) => title)).toEqual([])
  if (!story) throw new Error(`no story of ${publisher}`)
  return story
}
const wordsOf = (story: Row) => {
  const { title, why, who, steps } = describeStory({ ...story, startedAt: story.started_at, lastBadAt: story.last_bad_at, endedAt: story.ended_at })
  const plain = (text: string) => text.replaceAll('\u00a0', ' ')
  return { title: plain(title), why: plain(why), who: plain(who), first: plain(steps[0]?.text ?? '') }
}

beforeAll(async () => {
  const [first = '', bolt = '', corn = ''] = await namedConsumers(owner(), ['Acme Retail', 'Bolt', 'Corn'])
  acme = first
  const calls = { [acme]: 6, [bolt]: 8, [corn]: 8 }
  const watched: Watched[] = []
  const publish = async (names: string[], dependsOn: string[] = []) => {
    const { organization, tools } = await namedTools(owner(), names, dependsOn)
    for (const [i, name] of names.entries()) watched.push({ organization, tool: tools[i] ?? '', name, calls })
    return organization
  }
  publishers = {
    loop: await publish(['Term extractor']),
    release: await publish(['Route planner']),
    key: await publish(['Tone rewrite', 'Short summary'], ['northgate']),
    one: await publish(['Address lookup', 'Travel times'], ['cartograph']),
    two: await publish(['Parking near', 'Map tiles'], ['cartograph']),
    three: await publish(['Static map', 'Elevation'], ['cartograph']),
  }
  const planner = watched.find(({ name }) => name === 'Route planner')
  await owner()`
    insert into tool_versions (organization_id, tool_id, version, released_at)
    values (${publishers.release}, ${planner?.tool ?? ''}, '2.4.0', ${at(-2)}), (${publishers.release}, ${planner?.tool ?? ''}, '2.3.0', ${at(-3000)})`
  await owner()`insert into markers (organization_id, external_id, kind, label, at) values (${publishers.release}, 'm1', 'deploy', 'gateway 81', ${at(-100)})`
  await liveOrdinaryDays(watched)
  for (let minute = LIVE_FROM; minute < LIVE_UNTIL; minute += 5) {
    await report(watched.flatMap((who, i) => callsOf(who, { from: at(minute), to: at(minute + 5), seed: 1_000 * i + minute + 500 })))
    await count(minute + 5)
    expect(await detectAnomaliesJob.run(jobContext(at(minute + 5)), work(minute + 5))).toMatchObject({ failed: 0 })
  }
  stories = await owner()<Row[]>`select * from anomaly_stories where state <> 'withdrawn' order by organization_id nulls first, started_at, id`
}, 400_000)

const work = (minutes: number) => ({ now: at(minutes), stillMine: async () => true })
const count = (minutes: number) => rollupMetrics(jobContext(at(minutes)), work(minutes))

async function report(calls: Call[]): Promise<void> {
  for (let i = 0; i < calls.length; i += 10_000) await storeCalls(owner(), calls.slice(i, i + 10_000))
}

async function liveOrdinaryDays(watched: Watched[]): Promise<void> {
  const isCompared = (time: number) =>
    Array.from({ length: 7 }, (_, day) => time + (day + 1) * DAY).some((later) => later >= compared.from.getTime() && later < compared.to.getTime())
  const live = at(LIVE_FROM)
  for (let day = 28; day > 0; day--) {
    const from = new Date(live.getTime() - day * DAY)
    const to = new Date(from.getTime() + DAY)
    await storeBuckets(
      owner(),
      watched.flatMap((who, i) => livelyBuckets(who, { from, to, calls: who.calls, seed: 100 * i + day, except: isCompared })),
    )
  }
  for (let day = 1; day <= 7; day++) {
    const ago = (moment: Date) => new Date(moment.getTime() - day * DAY)
    await report(
      watched.flatMap((who, i) => livelyTraffic(who, { from: ago(compared.from), to: ago(compared.to), calls: who.calls, seed: 7_000 + 100 * i + day })),
    )
  }
  await count(LIVE_FROM)
}

/** What goes wrong, from which minute on. */
function callsOf(who: Watched, stretch: { from: Date; to: Date; seed: number }): Call[] {
  const minute = (stretch.from.getTime() - start.getTime()) / MINUTE
  const usual = { ...stretch, calls: who.calls }
  const times = (factor: number) => Object.fromEntries(Object.entries(who.calls).map(([consumer, calls]) => [consumer, calls * factor]))
  if (minute < 0) return livelyTraffic(who, usual)
  switch (who.organization) {
    case publishers.loop:
      return [
        ...livelyTraffic(who, usual),
        ...livelyTraffic(who, {
          ...usual,
          seed: stretch.seed + 1,
          calls: { [acme]: 45 },
          shape: share(1, { fault: 'consumer', statusCode: 422, errorCode: 'input.unprocessable' }),
        }),
      ]
    case publishers.release:
      return livelyTraffic(who, { ...usual, shape: share(0.36, { fault: 'developer', statusCode: 500, errorCode: 'null_pointer' }) })
    case publishers.key:
      // Of two tools with the provider one uses the key that has expired. Callers try again.
      return who.name === 'Tone rewrite' && minute >= 5
        ? livelyTraffic(who, { ...usual, calls: times(1.6), shape: share(0.92, { fault: 'upstream', statusCode: 401, errorCode: 'upstream.northgate' }) })
        : livelyTraffic(who, usual)
    default:
      return livelyTraffic(who, { ...usual, calls: times(2), shape: share(0.86, { fault: 'upstream', statusCode: 503, errorCode: 'upstream.cartograph' }) })
  }
}

/** This share of the calls fails so, evenly. */
function share(part: number, failure: Partial<Call>): Shape {
  return (call, i) => (Math.floor((i + 1) * part) > Math.floor(i * part) ? { ...call, outcome: 'error', ...failure } : call)
}

describe('four things go wrong within one hour: four stories', () => {
  it('and no fifth: one of the platform with a part for each of its three publishers, one for each of the others', () => {
    expect(stories.map(({ organization_id, state }) => `${organization_id} ${state}`).sort()).toEqual(
      [null, ...Object.values(publishers)].map((id) => `${id} ongoing`).sort(),
    )
  })

  it('a consumer in a retry loop', () => {
    const story = storyOf('loop')
    expect(story).toMatchObject({ cause_key: `consumer:${acme}`, started_at: start })
    expect(story.facts.cause).toMatchObject({ kind: 'consumer', label: 'Acme Retail', pattern: 'retry_loop', statusCode: 422 })
    expect(story.facts.cause?.confidence).toBeGreaterThan(0.9)
    expect(story.facts.signs.map(({ metric }) => metric)).toEqual(['error_rate'])
    expect(story.facts.evidence[0]).toMatchObject({ kind: 'consumer', value: acme })
    expect(story.facts.evidence[0]?.shareNow).toBeGreaterThan(0.95)
    expect(story.facts.evidence[0]?.shareBefore).toBeLessThan(0.6)
    expect(story.facts.affected.consumerNames[0]).toBe('Acme Retail')
    expect(wordsOf(story)).toMatchObject({
      title: 'Errors on Term extractor: one consumer, Acme Retail, is retrying a failing call',
      why: expect.stringMatching(/^[5-7]\d(\.\d)? % of the calls fail, \d(\.\d+)? % is usual\. Acme Retail has \d+ % of the failures, \d+ % before\./),
      first: 'Limit the calls of Acme Retail until it stops retrying.',
    })
  })

  it('a bad release: it, not the deploy an hour and a half before', () => {
    const story = storyOf('release')
    expect(story).toMatchObject({ cause_key: 'version:2.4.0', started_at: start })
    expect(story.facts.cause).toMatchObject({ kind: 'version', label: '2.4.0', pattern: 'errors' })
    expect(story.facts.evidence.slice(0, 2).map(({ kind, value }) => `${kind}:${value}`)).toEqual(['version:2.4.0', 'error_code:null_pointer'])
    expect(story.facts.evidence[1]).toMatchObject({ shareBefore: 0 })
    expect(story.facts.evidence[1]?.shareNow).toBeGreaterThan(0.9)
    expect(story.facts.suspects.map(({ kind, label }) => `${kind} ${label}`)).toEqual(['version 2.4.0', 'deploy gateway 81'])
    expect(story.facts.affected.consumers).toBe(3)
    expect(wordsOf(story)).toMatchObject({
      title: 'Errors on Route planner since version 2.4.0',
      why: expect.stringMatching(/% is usual\. They began with version 2\.4\.0, for every consumer alike\.$/),
      first: 'Roll back version 2.4.0, or fix it and release again.',
    })
  })

  it('an expired key at a provider: of two tools that stand on it the one that uses the key', () => {
    const story = storyOf('key')
    expect(story).toMatchObject({ cause_key: 'provider:northgate', platform_story_id: null, severity: 'urgent', started_at: at(5) })
    expect(story.facts.cause).toMatchObject({ kind: 'provider', label: 'northgate', pattern: 'credentials', statusCode: 401 })
    expect(story.facts.evidence[0]).toMatchObject({ kind: 'provider', value: 'northgate', shareBefore: 0 })
    expect(story.facts.evidence[0]?.shareNow).toBeGreaterThan(0.95)
    expect(story.facts.affected.tools.map(({ name }) => name)).toEqual(['Tone rewrite'])
    expect(wordsOf(story)).toMatchObject({
      title: 'Errors on Tone rewrite: provider northgate refuses the key (401)',
      first: 'Renew the key at provider northgate: it refuses the one in use (401).',
    })
  })

  it('a provider outage over six tools of three publishers: one story of the platform', () => {
    const [platform, ...others] = stories.filter(({ organization_id }) => organization_id === null)
    expect(others).toEqual([])
    if (!platform) throw new Error('no story of the platform')
    expect(platform).toMatchObject({ cause_key: 'provider:cartograph', severity: 'urgent', started_at: start })
    expect(platform.facts.cause).toMatchObject({ kind: 'provider', label: 'cartograph', pattern: 'errors', statusCode: 503 })
    expect(platform.facts.evidence[0]).toMatchObject({ kind: 'provider', value: 'cartograph', shareBefore: 0 })
    expect(platform.facts.evidence[0]?.shareNow).toBeGreaterThan(0.95)
    expect(platform.facts.affected).toMatchObject({ developers: 3, consumers: 3 })
    expect(platform.facts.affected.tools).toHaveLength(6)
    expect(wordsOf(platform)).toMatchObject({
      title: 'Six tools of three developers fail through provider cartograph',
      first: 'There is nothing to fix here: watch the status page of provider cartograph.',
    })
    const parts = (['one', 'two', 'three'] as const).map(storyOf)
    expect(new Set(stories.filter(({ platform_story_id }) => platform_story_id !== null))).toEqual(new Set(parts))
    for (const part of parts) {
      expect(part.facts.platform).toEqual({ developers: 3, tools: 6 })
      // A publisher's part names no tool of another.
      expect(part.facts.affected.tools.map(({ organizationId }) => organizationId)).toEqual([part.organization_id, part.organization_id])
      expect(wordsOf(part)).toMatchObject({
        title: expect.stringMatching(/^Errors on .+ and .+: provider cartograph is failing$/),
        why: expect.stringMatching(/You are not alone: six tools of three developers are affected\.$/),
      })
    }
  })

  it('seen again with nothing new, they stay as they are', async () => {
    const before = await owner()`select * from anomaly_stories order by id`
    expect(await detectAnomaliesJob.run(jobContext(at(LIVE_UNTIL)), work(LIVE_UNTIL))).toMatchObject({ failed: 0 })
    expect(await owner()`select * from anomaly_stories order by id`).toEqual(before)
  })
})
