import { describe, expect, it } from 'vitest'
import { readMaintenance, readSilence } from './forms'
import { maintenanceProblems } from './silence-input'
import { withinSentence } from './words'

const now = new Date('2026-03-02T09:00:00Z')
const form = (fields: Record<string, string>) => {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) data.set(name, value)
  return data
}

describe('a silence from its form', () => {
  const given = { severity: 'warning', hours: '2', reason: 'Known' }

  it('is what was chosen, and another label where one is named', () => {
    expect(readSilence(form({ ...given, label: '', op: '=', value: '' }), now).matchers).toEqual([{ name: 'severity', op: '=', value: 'warning' }])
    expect(readSilence(form({ ...given, label: ' service ', op: '!=', value: '' }), now).matchers).toEqual([
      { name: 'severity', op: '=', value: 'warning' },
      { name: 'service', op: '!=', value: '' },
    ])
  })

  it.each([[{ op: '=', value: 'zzz' }], [{ op: '=~', value: '' }]])(
    'is never wider than what was entered: a condition without a label (%j) is refused',
    (condition) => {
      expect(() => readSilence(form({ ...given, label: '', ...condition }), now)).toThrow('Name the label')
      expect(() => readMaintenance(form({ name: 'Move', from: '2026-03-03T10:00', minutes: '60', label: '', ...condition }), 'UTC')).toThrow('Name the label')
    },
  )
})

describe('maintenance that comes again', () => {
  it.each([
    ['* * * * *', 600, true],
    ['0 * * * *', 60, true],
    ['0 * * * *', 59, false],
    ['0 2 * * 0', 10_079, false],
    ['0 2 * * 0', 10_080, true],
  ])('%s for %i minutes: without an end? %s', (cron, durationMinutes, endless) => {
    const window = {
      name: 'Move',
      matchers: [{ name: 'tool', op: '=' as const, value: 'a' }],
      startsAt: now,
      durationMinutes,
      cron,
      timeZone: 'UTC',
      until: null,
    }
    expect(maintenanceProblems(window, now).some(({ pointer }) => pointer === '/durationMinutes')).toBe(endless)
  })
})

it.each([
  ['Latency', 'latency'],
  ['API requests', 'API requests'],
  ['p95 of pages', 'p95 of pages'],
])('%s within a sentence is %s', (label, within) => {
  expect(withinSentence(label)).toBe(within)
})
