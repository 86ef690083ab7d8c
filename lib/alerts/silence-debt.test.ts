import { describe, expect, it } from 'vitest'
import { DAY, HOUR } from '@/lib/time'
import { isForgottenAcknowledgement, isForgottenSilence, silenceDebtSentence } from './silence-debt'

const now = new Date('2026-03-10T12:00:00Z')
const ago = (ms: number) => new Date(now.getTime() - ms)

describe('an acknowledgement', () => {
  it.each([
    ['until it is resolved, for less than a day', DAY - 1, 'resolved', false],
    ['until it is resolved, for a day', DAY, 'resolved', true],
    ['until it is worse, for a day', DAY, 'worse', true],
    ['until a moment, for a day', DAY, 'time', false],
    ['until a moment, for less than a week', 7 * DAY - 1, 'time', false],
    ['until a moment, for a week', 7 * DAY, 'time', true],
  ] as const)('%s', (_name, heldMs, until, forgotten) => {
    expect(isForgottenAcknowledgement(ago(heldMs), { until }, now)).toBe(forgotten)
  })

  it('of which no end is known ends with the alert', () => {
    expect(isForgottenAcknowledgement(ago(DAY), null, now)).toBe(true)
  })
})

describe('a silence', () => {
  it.each([
    ['keeps nothing back for six days', 6 * DAY, null, false],
    ['keeps nothing back for a week', 7 * DAY, null, true],
    ['of two days keeps back what began just now', 2 * DAY, HOUR, false],
    ['of two days keeps back what began a day ago', 2 * DAY, DAY, true],
    ['of an hour keeps back what began long ago', HOUR, 5 * DAY, false],
    ['of a day keeps back what began before it', DAY, 5 * DAY, true],
    ['not quite of a day', DAY - 1, 5 * DAY, false],
  ] as const)('%s', (_name, heldMs, firingMs, forgotten) => {
    expect(isForgottenSilence(ago(heldMs), firingMs === null ? null : ago(firingMs), now)).toBe(forgotten)
  })
})

it('says how much may be forgotten', () => {
  expect(silenceDebtSentence([])).toBeNull()
  expect(silenceDebtSentence([{ kind: 'silence' }])).toBe('One silence may be forgotten')
  expect(silenceDebtSentence([{ kind: 'acknowledgement' }, { kind: 'silence' }, { kind: 'silence' }])).toBe(
    'One acknowledged alert and 2 silences may be forgotten',
  )
})
