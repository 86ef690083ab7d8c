import { describe, expect, it } from 'vitest'
import { endpointState, endpointsSentence } from './endpoint-words'

const now = new Date('2026-03-10T09:00:00Z')
const fine = { active: true, sending: true, failures: 0, failingSince: null, disabledAt: null, disabledReason: null }
const failing = { ...fine, failures: 3, failingSince: new Date('2026-03-10T07:00:00Z') }
const off = { ...failing, active: false, disabledAt: now, disabledReason: 'failing' as const }
const gone = { ...off, disabledReason: 'gone' as const }
const silent = { ...fine, sending: false }

describe('endpointState', () => {
  it.each([
    ['on', fine, 'good', 'On'],
    ['switched off by its owner', { ...fine, active: false }, 'neutral', 'Off'],
    ['without a secret', silent, 'neutral', 'Without a signing secret: nothing is sent from here'],
    ['failing', failing, 'warning', 'Failing: 3 attempts, the first 2 h ago'],
    ['failing once', { ...failing, failures: 1 }, 'warning', 'Failing: 1 attempt, the first 2 h ago'],
    ['switched off by us', off, 'critical', 'Switched off: it kept failing'],
    ['gone', gone, 'critical', 'Switched off: it answered that it is gone'],
    ['of the platform, switched off by us', { ...off, active: true }, 'critical', 'Switched off: it kept failing'],
  ])('%s', (_name, endpoint, tone, label) => {
    const state = endpointState(endpoint, now)
    expect({ ...state, label: state.label.replaceAll('\u00a0', ' ') }).toEqual({ tone, label })
  })
})

describe('endpointsSentence', () => {
  it.each([
    ['nothing', [], 'Webhooks reach nobody yet'],
    ['one that is off', [{ ...fine, active: false }], 'Webhooks reach nobody yet'],
    ['the platform’s alone', [silent], 'The platform sends webhooks; nothing is sent from here yet'],
    ['one', [fine, silent], 'Webhooks go to one address'],
    ['two', [fine, fine], 'Webhooks go to 2 addresses'],
    ['one failing', [fine, failing], 'One address is not accepting webhooks'],
    ['one switched off', [fine, failing, off], 'One address was switched off because it kept failing'],
    ['one gone', [fine, gone], 'One address was switched off because it answered that it is gone'],
    ['one gone, one switched off', [off, gone], '2 addresses were switched off because they failed or are gone'],
    ['two switched off', [off, off], '2 addresses were switched off because they kept failing'],
  ])('of %s', (_name, endpoints, sentence) => expect(endpointsSentence(endpoints)).toBe(sentence))
})
