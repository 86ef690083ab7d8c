import { describe, expect, it } from 'vitest'
import { subject } from '@/emails/anomaly-alert'
import type { StoryFacts, Suspect } from '@/lib/anomalies/model'
import { HOUR, MINUTE } from '@/lib/time'
import { type AlertInput, composeAlert } from './compose'

const startedAt = new Date('2026-03-10T02:00:00Z')
const suspect = (label: string, likelihood: number, before = 10 * MINUTE, over: Partial<Suspect> = {}): Suspect => ({
  kind: 'deploy',
  label,
  at: new Date(startedAt.getTime() - before).toISOString(),
  toolId: null,
  likelihood,
  ...over,
})
const facts: StoryFacts = {
  cause: null,
  evidence: [],
  suspects: [],
  affected: {
    tools: [{ id: 't1', name: 'Route planner', organizationId: 'o' }],
    developers: 1,
    consumers: 2,
    consumerNames: ['Borealis', 'Tern'],
    calls: 1_000,
    failedCalls: 400,
    revenueMicros: -5_000_000,
  },
  signs: [{ metric: 'error_rate', direction: 'up', toolId: 't1', observed: 0.4, usual: 0.01 }],
  platform: null,
  examined: { from: '2026-03-10T01:30:00Z', to: '2026-03-10T02:00:00Z', days: 20 },
}
const compose = (over: Partial<AlertInput> = {}) =>
  composeAlert({
    storyId: 's1',
    organizationName: 'Northwind',
    simulated: false,
    severity: 'critical',
    state: 'ongoing',
    startedAt,
    lastBadAt: startedAt,
    endedAt: null,
    facts,
    zone: 'Europe/Berlin',
    consoleUrl: 'https://c.example.org',
    unsubscribeUrl: 'https://c.example.org/unsubscribe?token=t',
    ...over,
  })
const plain = (text: string) => text.replaceAll('\u00a0', ' ')

describe('composeAlert', () => {
  it('says what, since when, for whom and what to do, in the organization’s time', () => {
    const mail = compose()
    expect(plain(mail.headline)).toBe('Errors on Route planner since 03:00 Europe/Berlin')
    expect(plain(mail.since)).toMatch(/^since 10 Mar 2026, 03:00/)
    expect(plain(mail.why)).toContain('40 % of the calls fail, 1 % is usual.')
    expect(plain(mail.who)).toBe('Two consumers: Borealis and Tern. 400 of 1,000 calls failed. $5.00 less revenue than usual.')
    expect(mail.steps[0]?.url).toBe('https://c.example.org/dashboard/tools/t1')
    expect(mail.steps[1]?.url).toBeNull()
    expect([mail.url, mail.falseAlarmUrl]).toEqual(['https://c.example.org/dashboard/anomalies/s1', 'https://c.example.org/dashboard/anomalies/s1#feedback'])
  })

  it('says in the subject when it is urgent', () => {
    expect(plain(subject(compose()))).toBe('Errors on Route planner since 03:00 Europe/Berlin')
    expect(plain(subject(compose({ severity: 'urgent' })))).toBe('Urgent: Errors on Route planner since 03:00 Europe/Berlin')
  })

  const version = { kind: 'version' as const, value: 'v', label: '4.2.0', pattern: 'errors' as const, statusCode: null, confidence: 1 }
  it.each<[string, Partial<StoryFacts>, string[]]>([
    ['nothing changed', {}, []],
    ['one change, which the cause names', { suspects: [suspect('a', 0.9)] }, []],
    ['three, the likeliest named already', { suspects: [suspect('c', 0.1), suspect('a', 0.9), suspect('b', 0.5)] }, ['Deploy: b', 'Deploy: c']],
    ['many: three at most', { suspects: [1, 2, 3, 4, 5, 6].map((n) => suspect(`s${n}`, 1 / n)) }, ['Deploy: s2', 'Deploy: s3', 'Deploy: s4']],
    [
      'the version that is the cause is no suspect; what else changed is',
      { cause: version, suspects: [suspect('4.2.0', 0.9, MINUTE, { kind: 'version' }), suspect('b', 0.5)] },
      ['Deploy: b'],
    ],
  ])('%s', (_name, over, expected) => {
    expect(compose({ facts: { ...facts, ...over } }).suspects.map(({ what }) => what)).toEqual(expected)
  })

  it('says how long before, and on which of several tools', () => {
    const two = { ...facts.affected, tools: [...facts.affected.tools, { id: 't2', name: 'Geocoder', organizationId: 'o' }] }
    const suspects = [suspect('a', 1), suspect('b', 0.5, 2 * HOUR, { toolId: 't2' }), suspect('c', 0.4, -MINUTE)]
    const told = compose({ facts: { ...facts, affected: two, suspects } }).suspects.map(({ what, when }) => plain(`${what} | ${when}`))
    expect(told[0]).toMatch(/^Deploy: b \(Geocoder\) \| 10 Mar 2026, 01:00.*, 2 h before$/)
    expect(told[1]).toMatch(/^Deploy: c \| 10 Mar 2026, 03:01[^,]*$/)
  })
})
