import { describe, expect, it } from 'vitest'
import type { SloState } from './model'
import { type Measured, viewSystem } from './system-figures'

const now = new Date('2026-11-24T12:00:30Z')
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000)
const nothing: Measured = {
  requests: new Map(),
  connections: null,
  queryP95Ms: null,
  queues: new Map(),
  builds: new Map(),
  deliveries: new Map(),
  providerEvents: new Map(),
  signs: new Map(),
}
const api = { key: 'api', routes: ['/api/'], provider: null }
const database = { key: 'database', routes: [], provider: null }
const mail = { key: 'mail', routes: [], provider: null }
const stripe = { key: 'stripe', routes: [], provider: 'stripe' }
const busy = (requests: number, errors: number): Partial<Measured> => ({
  requests: new Map([['api', { requests, errors, p95Ms: 120 }]]),
  signs: new Map([['r:api', ago(1)]]),
})
const queue = (oldestSeconds: number | null, signAgo = 1): Partial<Measured> => ({
  queues: new Map([['mail', { depth: 3, oldestSeconds }]]),
  signs: new Map([['q:mail', ago(signAgo)]]),
})

describe('how a system stands', () => {
  it.each<[string, Parameters<typeof viewSystem>[0], SloState[], Partial<Measured>, string]>([
    ['nothing was ever measured', api, [], {}, 'unknown'],
    ['requests are answered', api, ['met'], busy(500, 2), 'fine'],
    ['its SLO burns', api, ['burning'], busy(500, 2), 'degraded'],
    ['its SLO is breached', api, ['breached', 'met'], busy(500, 2), 'failing'],
    ['5 % of requests fail', api, ['met'], busy(500, 25), 'failing'],
    ['just below', api, ['met'], busy(500, 24), 'fine'],
    ['one of nineteen says nothing', api, ['met'], busy(19, 19), 'fine'],
    ['mails wait for five minutes', mail, [], queue(300), 'degraded'],
    ['just below', mail, [], queue(299), 'fine'],
    ['the queue was measured six minutes ago', mail, [], queue(0, 6), 'fine'],
    ['the queue was measured seven minutes ago', mail, [], queue(0, 7), 'quiet'],
    ['the database is slow', database, [], { queryP95Ms: 500, signs: new Map([['database', ago(0)]]) }, 'degraded'],
    ['the database is quick', database, [], { queryP95Ms: 499, signs: new Map([['database', ago(0)]]) }, 'fine'],
    ['a provider that was silent for a day is no less fine', stripe, [], { signs: new Map([['p:stripe', ago(1500)]]) }, 'fine'],
    [
      'webhooks of a provider could not be taken',
      stripe,
      [],
      {
        providerEvents: new Map([
          [
            'stripe',
            new Map([
              ['accepted', 9],
              ['failed', 1],
            ]),
          ],
        ]),
        signs: new Map([['p:stripe', ago(1)]]),
      },
      'degraded',
    ],
  ])('%s', (_, system, slos, measured, state) => {
    expect(viewSystem(system, slos, { ...nothing, ...measured }, now).state).toBe(state)
  })

  it('with figures that fit it', () => {
    expect(viewSystem(api, [], { ...nothing, ...busy(12_500, 25) }, now).figures).toEqual([
      { label: 'Requests, 1 h', value: '12.5k' },
      { label: 'Errors, 1 h', value: '0.2\u00a0%' },
      { label: 'p95, 1 h', value: '120\u00a0ms' },
    ])
    expect(viewSystem(mail, [], { ...nothing, ...queue(90) }, now).figures).toEqual([
      { label: 'In the queue', value: '3' },
      { label: 'Oldest waits', value: '1\u00a0min\u00a030\u00a0s' },
    ])
    const builds = {
      builds: new Map([
        ['succeeded', 97],
        ['failed', 3],
      ]),
      signs: new Map([['builds', ago(3)]]),
    }
    expect(viewSystem({ key: 'builds', routes: [], provider: null }, [], { ...nothing, ...builds }, now)).toMatchObject({
      lastSignAt: ago(3),
      figures: [
        { label: 'Builds, 24 h', value: '100' },
        { label: 'Success, 24 h', value: '97\u00a0%' },
      ],
    })
  })
})
