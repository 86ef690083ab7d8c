import { describe, expect, it } from 'vitest'
import { goneWords, type NamedStanding, platformSentence, platformState } from './platform'

const now = new Date('2026-11-24T12:00:00Z') // a Tuesday
const thursday = new Date('2026-11-26T09:00:00Z')
const slo = (name: string, state: NamedStanding['standing']['state'], value: number | null = 1, goneAt: Date | null = null): NamedStanding => ({
  name,
  standing: { state, value, goneAt },
})
const api = slo('API availability', 'burning', 0.9971, thursday)
const builds = slo('Build success', 'burning', 0.972)
const met = (n: number) => Array.from({ length: n }, (_, i) => slo(`SLO ${i + 1}`, 'met'))

describe('the sentence of the platform', () => {
  it.each([
    ['no SLO', [], 'No SLO says yet what is to be expected of the platform'],
    ['all are met', met(3), 'All three SLOs are met'],
    ['both are met', met(2), 'Both SLOs are met'],
    ['the only one is met', met(1), 'SLO 1 is met'],
    ['nothing measured', [slo('a', 'no_data', null), slo('b', 'no_data', null)], 'Nothing has been measured yet that an SLO is judged by'],
    ['too little', [slo('a', 'low_volume'), slo('b', 'no_data', null)], 'Too little has happened to judge any SLO by'],
    ['one cannot be told', [...met(2), slo('Build success', 'low_volume')], 'Two of three SLOs are met; Build success has too few events to tell'],
    ['two cannot be told', [...met(1), slo('a', 'no_data', null), slo('b', 'low_volume')], 'One of three SLOs is met; the others have too few events to tell'],
    [
      'two of five burn',
      [api, builds, ...met(3)],
      'Two of five SLOs are burning: API availability (99.71\u00a0%, budget gone on Thursday) and Build success (97.2\u00a0%)',
    ],
    ['one of three burns', [api, ...met(2)], 'One of three SLOs is burning: API availability (99.71\u00a0%, budget gone on Thursday)'],
    ['one is breached', [slo('API availability', 'breached', 0.98), ...met(2)], 'One of three SLOs is breached: API availability (98\u00a0%, budget gone)'],
    [
      'one breached, one burning',
      [slo('Webhooks', 'breached', 0.98), builds, ...met(1)],
      'One of three SLOs is breached: Webhooks (98\u00a0%, budget gone); one is burning: Build success (97.2\u00a0%)',
    ],
    [
      'all are breached',
      [slo('a', 'breached', 0.5), slo('b', 'breached', 0.5)],
      'Both SLOs are breached: a (50\u00a0%, budget gone) and b (50\u00a0%, budget gone)',
    ],
    ['the only one burns', [builds], 'The only SLO is burning: Build success (97.2\u00a0%)'],
    [
      'five burn',
      ['a', 'b', 'c', 'd', 'e'].map((name) => slo(name, 'burning', 0.9)),
      'All five SLOs are burning: a (90\u00a0%), b (90\u00a0%), c (90\u00a0%) and two more',
    ],
  ])('%s', (_, slos, sentence) => {
    expect(platformSentence(slos, now)).toBe(sentence)
  })
})

it.each([
  ['a breach outweighs all', [slo('a', 'breached'), slo('b', 'burning'), slo('c', 'met')], 'breached'],
  ['one burns', [slo('b', 'burning'), slo('c', 'met')], 'burning'],
  ['one is met, the others unknown', [slo('a', 'met'), slo('b', 'no_data')], 'fine'],
  ['too little to judge is not fine', [slo('a', 'low_volume'), slo('b', 'no_data')], 'unknown'],
  ['no SLO is not fine', [], 'unknown'],
] as const)('%s', (_, slos, state) => {
  expect(platformState(slos)).toBe(state)
})

it.each([
  ['2026-11-24T17:40:59Z', 'gone at 17:40\u00a0UTC'],
  ['2026-11-25T00:00:00Z', 'gone on Wednesday'],
  ['2026-11-26T23:00:00Z', 'gone on Thursday'],
  ['2026-11-30T23:59:00Z', 'gone on Monday'],
  ['2026-12-01T00:00:00Z', 'gone on 1 Dec 2026'],
])('a budget that is gone by %s reads %j', (at, words) => {
  expect(goneWords(new Date(at), now)).toBe(words)
})
