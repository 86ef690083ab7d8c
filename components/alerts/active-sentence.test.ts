import { describe, expect, it } from 'vitest'
import { activeSentence } from './active-sentence'

const alert = (change: Partial<Parameters<typeof activeSentence>[0][number]> = {}) => ({
  severity: 'warning' as const,
  state: 'firing',
  title: 'A tool fails',
  silenceId: null,
  maintenanceId: null,
  ...change,
})

describe('activeSentence', () => {
  it.each<[string, Parameters<typeof activeSentence>[0], string]>([
    ['nothing', [], 'Nothing is firing'],
    ['one warning', [alert()], 'One warning is open: A tool fails'],
    ['one critical', [alert({ severity: 'critical' })], 'One critical alert is open: A tool fails'],
    ['warnings', [alert(), alert()], '2 alerts are open, none of them critical'],
    ['some critical', [alert(), alert({ severity: 'critical' })], '2 alerts are open, 1 of them critical'],
    [
      'all critical and in hand',
      [1, 2].map(() => alert({ severity: 'critical', state: 'acknowledged' })),
      '2 alerts are open, all of them critical, all in hand',
    ],
    [
      'some silenced',
      [alert({ silenceId: 's' }), alert({ state: 'acknowledged' }), alert()],
      '3 alerts are open, none of them critical, 1 in hand, 1 silenced',
    ],
  ])('%s', (_name, alerts, expected) => {
    expect(activeSentence(alerts, alerts.length)).toBe(expected)
  })
})
