import { describe, expect, it } from 'vitest'
import type { Evidence, StoryCause, StoryFacts } from '../model'
import type { Told } from './title'
import { describeStory } from './words'

const startedAt = new Date('2026-03-02T14:05:00Z')
const evidence: Evidence = { kind: 'consumer', value: 'c1', label: 'Acme Retail', shareNow: 0.93, shareBefore: 0.04, explains: 0.96, calls: 900, errors: 880 }
const acme: StoryCause = { kind: 'consumer', value: 'c1', label: 'Acme Retail', pattern: 'retry_loop', statusCode: 500, confidence: 0.96 }
const mapbox: StoryCause = { kind: 'provider', value: 'mapbox', label: 'mapbox', pattern: 'errors', statusCode: 503, confidence: 0.9 }
const tool = (n: number, organizationId = 'o1') => ({ id: `t${n}`, name: ['', 'Route planner', 'Geocoder'][n] ?? `Tool ${n}`, organizationId })
type Sign = StoryFacts['signs'][number]
const errors: Sign = { metric: 'error_rate', direction: 'up', toolId: 't1', observed: 0.12, usual: 0.012 }
const calls = (observed: number, usual = 80): Sign => ({ metric: 'invocations', direction: observed > usual ? 'up' : 'down', toolId: 't1', observed, usual })
const slow: Sign = { metric: 'latency', direction: 'up', toolId: 't1', observed: 840, usual: 210 }

const facts = (over: Partial<StoryFacts> = {}): StoryFacts => ({
  cause: null,
  evidence: [],
  suspects: [],
  affected: { tools: [tool(1)], developers: 1, consumers: 1, consumerNames: ['Acme Retail'], calls: 1000, failedCalls: 120, revenueMicros: -12_400_000 },
  signs: [errors],
  platform: null,
  examined: { from: '2026-03-02T13:35:00Z', to: '2026-03-02T14:35:00Z', days: 7 },
  ...over,
})
const affected = (tools: StoryFacts['affected']['tools'], developers: number): StoryFacts['affected'] => ({ ...facts().affected, tools, developers })
const six = affected(
  [1, 2, 3, 4, 5, 6].map((n) => tool(n, `o${n % 3}`)),
  3,
)
const told = (over: Partial<StoryFacts> = {}, rest: Partial<Told> = {}): Told => ({
  facts: facts(over),
  severity: 'critical',
  state: 'ongoing',
  startedAt,
  lastBadAt: new Date('2026-03-02T15:10:00Z'),
  endedAt: null,
  ...rest,
})
const over: Partial<Told> = { state: 'resolved', endedAt: new Date('2026-03-02T15:40:00Z') }
/** No-break spaces read as spaces. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ')
const words = (story: Told, zone?: string) => {
  const { title, why, who, standing, steps } = describeStory(story, zone)
  return {
    title: plain(title),
    why: plain(why),
    who: plain(who),
    standing: standing && plain(standing),
    steps: steps.map(({ text, href }) => plain(href ? `${text} -> ${href}` : text)),
  }
}
const gone: Evidence = { ...evidence, shareNow: 0, shareBefore: 0.7, calls: 0, errors: 0 }

describe('title', () => {
  it.each<[string, Told, string]>([
    [
      'a retry loop',
      told({ cause: acme, evidence: [evidence], signs: [errors, calls(400)] }),
      'Errors on Route planner: one consumer, Acme Retail, is retrying a failing call',
    ],
    ['a retry loop that is over', told({ cause: acme }, over), 'Errors on Route planner: one consumer, Acme Retail, was retrying a failing call'],
    ['one consumer’s errors', told({ cause: { ...acme, pattern: 'errors' } }), 'Errors on Route planner: nearly all are of one consumer, Acme Retail'],
    [
      'a refused consumer',
      told({ cause: { ...acme, pattern: 'credentials', statusCode: 401 } }),
      'Errors on Route planner: one consumer, Acme Retail, is refused (401)',
    ],
    [
      'a key over its limit',
      told({ cause: { ...acme, kind: 'api_key', value: 'pk_live_ab', label: 'pk_live_ab', pattern: 'rate_limit', statusCode: 429 } }),
      'Errors on Route planner: one API key, pk_live_ab…, calls over its limit (429)',
    ],
    [
      'a release',
      told({ cause: { ...acme, kind: 'version', value: '2.4.0', label: '2.4.0', pattern: 'errors' } }),
      'Errors on Route planner since version 2.4.0',
    ],
    [
      'an expired key at a provider',
      told({ cause: { ...mapbox, pattern: 'credentials', statusCode: 401 } }),
      'Errors on Route planner: provider mapbox refuses the key (401)',
    ],
    [
      'a provider that limits',
      told({ cause: { ...mapbox, pattern: 'rate_limit', statusCode: 429 } }),
      'Errors on Route planner: provider mapbox limits the calls (429)',
    ],
    ['a failing provider', told({ cause: mapbox }), 'Errors on Route planner: provider mapbox is failing'],
    ['a slow provider', told({ cause: { ...mapbox, pattern: 'slowness' }, signs: [slow] }), 'Slow answers on Route planner: provider mapbox answers slowly'],
    ['a provider under six tools', told({ cause: mapbox, affected: six }), 'Six tools of three developers fail through provider mapbox'],
    ['the same when it is over', told({ cause: mapbox, affected: six }, over), 'Six tools of three developers failed through provider mapbox'],
    [
      'a key that six tools share',
      told({ cause: { ...mapbox, pattern: 'credentials', statusCode: 403 }, affected: six }),
      'Errors on six tools of three developers: provider mapbox refuses the key (403)',
    ],
    ['two tools', told({ cause: mapbox, affected: affected([tool(1), tool(2)], 1) }), 'Errors on Route planner and Geocoder: provider mapbox is failing'],
    ['three tools', told({ cause: mapbox, affected: affected([tool(1), tool(2), tool(3)], 1) }), 'Errors on three tools: provider mapbox is failing'],
    [
      'an error code',
      told({ cause: { ...acme, kind: 'error_code', value: 'db_timeout', label: 'db_timeout', pattern: 'errors', statusCode: 500 } }),
      'Errors on Route planner: nearly all have the code db_timeout (500)',
    ],
    ['a route', told({ cause: { ...acme, kind: 'route', label: 'eu-west', pattern: 'errors' } }), 'Errors on Route planner: they come through route eu-west'],
    ['silence', told({ signs: [calls(0)] }), 'No calls on Route planner since 14:05 UTC'],
    ['silence but for stragglers', told({ signs: [calls(1.6)] }), 'No calls on Route planner since 14:05 UTC'],
    ['fewer calls', told({ signs: [calls(1.7)] }), 'Fewer calls on Route planner than usual since 14:05 UTC'],
    ['in the reader’s zone', told({ signs: [calls(0)] }), 'No calls on Route planner since 14:05 UTC'],
    ['silence that is over', told({ signs: [calls(0)] }, over), 'No calls on Route planner from 14:05 to 15:40 UTC'],
    [
      'two days of it',
      told({ signs: [calls(0)] }, { state: 'expired', endedAt: new Date('2026-03-04T14:05:00Z') }),
      'No calls on Route planner from 2 Mar 2026, 14:05 UTC to 4 Mar 2026, 14:05 UTC',
    ],
    [
      'silence everywhere',
      told({ cause: { ...mapbox, kind: 'platform', label: '', pattern: 'absence' }, signs: [calls(0)], affected: six }),
      'No calls on six tools of three developers since 14:05 UTC',
    ],
    [
      'one consumer gone',
      told({ cause: { ...acme, pattern: 'absence' }, evidence: [gone], signs: [calls(24)] }),
      'Fewer calls on Route planner than usual: one consumer, Acme Retail, no longer calls',
    ],
    [
      'one consumer calling less',
      told({ cause: { ...acme, pattern: 'absence' }, evidence: [{ ...gone, calls: 3 }], signs: [calls(24)] }),
      'Fewer calls on Route planner than usual: one consumer, Acme Retail, calls far less',
    ],
    [
      'one consumer calling more',
      told({ cause: { ...acme, pattern: 'surge' }, signs: [calls(400)] }),
      'More calls on Route planner than usual: one consumer, Acme Retail, calls far more often',
    ],
    ['slow, cause unknown', told({ signs: [slow] }), 'Slow answers on Route planner since 14:05 UTC'],
    ['errors before calls', told({ signs: [calls(0), slow, errors] }), 'Errors on Route planner since 14:05 UTC'],
    ['no signs', told({ signs: [] }), 'Something unusual on Route planner'],
  ])('%s', (_name, story, expected) => expect(words(story).title).toBe(expected))

  it('tells the time in the reader’s zone', () => {
    expect(words(told({ signs: [calls(0)] }), 'Europe/Berlin').title).toBe('No calls on Route planner since 15:05 Europe/Berlin')
  })
})

describe('why', () => {
  it.each<[string, Told, string]>([
    [
      'a cause with its evidence',
      told({ cause: acme, evidence: [evidence] }),
      '12 % of the calls fail, 1.2 % is usual. Acme Retail has 93 % of the failures, 4 % before. Without Acme Retail, 96 % of the rise in errors is gone.',
    ],
    [
      'a provider, whose kind begins small inside a sentence',
      told({
        cause: { ...acme, kind: 'provider', value: 'cartograph', label: 'cartograph', pattern: 'errors' },
        evidence: [{ ...evidence, kind: 'provider', value: 'cartograph', label: 'cartograph' }],
      }),
      '12 % of the calls fail, 1.2 % is usual. Provider cartograph has 93 % of the failures, 4 % before. Without provider cartograph, 96 % of the rise in errors is gone.',
    ],
    [
      'a release',
      told({
        cause: { ...acme, kind: 'version', value: '2.4.0', label: '2.4.0', pattern: 'errors' },
        evidence: [{ ...evidence, kind: 'version', value: '2.4.0' }],
      }),
      '12 % of the calls fail, 1.2 % is usual. They began with version 2.4.0.',
    ],
    [
      'somebody missing',
      told({ cause: { ...acme, pattern: 'absence' }, evidence: [gone], signs: [calls(24)] }),
      '24 calls arrive in 5 minutes, 80 are usual. Acme Retail made 70 % of the calls before, 0 % now. That is 96 % of the fall in calls.',
    ],
    [
      'nothing stands out',
      told({ signs: [slow] }, over),
      'Answers took 840 ms, 210 ms is usual. No consumer, key, error code, provider or release stands out: the cause is not known.',
    ],
    ['no calls left', told({ examined: null }), '12 % of the calls fail, 1.2 % is usual. No calls are left to look into: the cause is not known.'],
    [
      'something that changed before',
      told({ suspects: [{ kind: 'deploy', label: 'gateway 81', at: '2026-03-02T13:53:00Z', toolId: null, likelihood: 0.8 }] }),
      '12 % of the calls fail, 1.2 % is usual. No consumer, key, error code, provider or release stands out: the cause is not known. What changed shortly before: deploy gateway 81, 12 min before.',
    ],
    [
      'an outage that is known to be the provider’s, named once',
      told({ cause: mapbox, suspects: [{ kind: 'provider_incident', label: 'mapbox is down', at: '2026-03-02T14:00:00Z', toolId: null, likelihood: 1 }] }),
      '12 % of the calls fail, 1.2 % is usual.',
    ],
    [
      'a cause of what is over',
      told({ cause: acme, evidence: [evidence], platform: { developers: 3, tools: 6 } }, over),
      '12 % of the calls failed, 1.2 % is usual. Acme Retail had 93 % of the failures, 4 % before. Without Acme Retail, 96 % of the rise in errors is gone. You were not alone: six tools of three developers were affected.',
    ],
    [
      'a part of a platform story',
      told({ cause: mapbox, platform: { developers: 3, tools: 6 } }),
      '12 % of the calls fail, 1.2 % is usual. You are not alone: six tools of three developers are affected.',
    ],
  ])('%s', (_name, story, expected) => expect(words(story).why).toBe(expected))
})

describe('who', () => {
  const who = (over: Partial<StoryFacts['affected']>) => words(told({ affected: { ...facts().affected, ...over } })).who
  it.each<[string, Partial<StoryFacts['affected']>, string]>([
    ['one', {}, 'One consumer, Acme Retail. 120 of 1,000 calls failed. $12.40 less revenue than usual.'],
    ['two', { consumers: 2, consumerNames: ['A', 'B'], revenueMicros: 0 }, 'Two consumers: A and B. 120 of 1,000 calls failed.'],
    [
      'many',
      { consumers: 20, consumerNames: ['A', 'B'], revenueMicros: 5_000_000 },
      '20 consumers: A, B and 18 more. 120 of 1,000 calls failed. $5.00 more revenue than usual.',
    ],
    ['nobody', { consumers: 0, consumerNames: [], calls: 0, failedCalls: 0, revenueMicros: 9_999 }, 'No consumer so far.'],
  ])('%s', (_name, affected, expected) => expect(who(affected)).toBe(expected))
})

describe('steps', () => {
  it.each<[string, Told, string]>([
    ['a retry loop', told({ cause: acme }), 'Limit the calls of Acme Retail until it stops retrying.'],
    [
      'a release',
      told({ cause: { ...acme, kind: 'version', label: '2.4.0', pattern: 'errors' } }),
      'Roll back version 2.4.0, or fix it and release again. -> /dashboard/tools/t1',
    ],
    [
      'an expired key',
      told({ cause: { ...mapbox, pattern: 'credentials', statusCode: 401 } }),
      'Renew the key at provider mapbox: it refuses the one in use (401).',
    ],
    ['an outage', told({ cause: mapbox }), 'There is nothing to fix here: watch the status page of provider mapbox.'],
    ['silence', told({ signs: [calls(0)] }), 'Look whether the health endpoint answers. -> /dashboard/tools/t1'],
    ['a retry loop that is over', told({ cause: acme }, over), 'Tell Acme Retail which call failed (500), and ask for pauses that grow between attempts.'],
    [
      'a release that is over',
      told({ cause: { ...acme, kind: 'version', label: '2.4.0', pattern: 'errors' } }, over),
      'Make sure that a repaired release runs everywhere, and not version 2.4.0. -> /dashboard/tools/t1',
    ],
    [
      'a key that was refused',
      told({ cause: { ...mapbox, pattern: 'credentials', statusCode: 401 } }, over),
      'Make sure that the key at provider mapbox was renewed wherever it is used: it refused the old one (401). -> /dashboard/tools/t1',
    ],
    ['an outage that is over', told({ cause: mapbox }, over), 'There was nothing to fix here: provider mapbox was the cause.'],
    [
      'the platform, over',
      told({ cause: { ...mapbox, kind: 'platform' } }, over),
      'There was nothing to fix on the tools: the platform was the cause, and its staff saw this story.',
    ],
    ['silence that is over', told({ signs: [calls(0)] }, over), 'Look whether the health endpoint answers. -> /dashboard/tools/t1'],
  ])('%s first', (_name, story, expected) => expect(words(story).steps[0]).toBe(expected))

  it.each<[string, Told, string | null]>([
    ['ongoing', told({ cause: mapbox }), null],
    ['resolved, and out of reach', told({ cause: mapbox }, over), 'As usual again since 2 Mar 2026, 15:10 UTC: nothing is urgent.'],
    ['resolved', told({ cause: acme }, over), 'As usual again since 2 Mar 2026, 15:10 UTC: nothing is urgent. To keep it from coming back:'],
    ['expired', told({ cause: acme }, { state: 'expired' }), 'It has lasted for 48 hours and counts as usual from now on. If it should not:'],
  ])('%s: how it stands comes before them', (_name, story, expected) => expect(words(story).standing).toBe(expected))

  it.each(['dismissed', 'false_positive', 'withdrawn'] as const)('%s: nothing is left to do, and that is said', (state) => {
    const { standing, steps } = words(told({ cause: mapbox }, { state }))
    expect(steps).toEqual([])
    expect(standing).toMatch(/nothing (is left )?to do/)
  })

  it('leads staff to no tenant’s page', () => {
    expect(words(told({ cause: mapbox, affected: six })).steps.filter((step) => step.includes('->'))).toEqual([])
  })

  it('names a likely change besides another cause, and an unlikely one not', () => {
    const suspects: StoryFacts['suspects'] = [{ kind: 'deploy', label: 'gateway 81', at: '2026-03-02T13:53:00Z', toolId: null, likelihood: 0.5 }]
    const undo = 'If nothing else explains it, undo gateway 81: it came shortly before.'
    expect(words(told({ suspects })).steps).toContain(undo)
    expect(words(told({ suspects: suspects.map((one) => ({ ...one, likelihood: 0.49 })) })).steps).not.toContain(undo)
  })

  it('has something to do for every cause and pattern', () => {
    for (const kind of ['consumer', 'api_key', 'error_code', 'provider', 'route', 'version', 'platform', 'tool'] as const)
      for (const pattern of ['retry_loop', 'credentials', 'rate_limit', 'errors', 'slowness', 'surge', 'absence'] as const)
        for (const state of ['ongoing', 'resolved', 'expired'] as const)
          expect(words(told({ cause: { ...acme, kind, pattern } }, { state })).steps.length).toBeGreaterThan(0)
  })
})
