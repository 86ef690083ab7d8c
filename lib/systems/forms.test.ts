import { describe, expect, it } from 'vitest'
import { readSloFields, readSystemFields } from './forms'

describe('the form of an SLO', () => {
  const fields = {
    systemKey: 'builds',
    name: ' Builds ',
    objective: '99.9',
    windowDays: '28',
    badMetric: 'builds_total',
    badFilter: 'status = failed',
    totalMetric: 'builds_total',
    totalFilter: '',
    minEvents: '50',
    minBad: '',
    enabled: 'on',
  }

  it('says the target in percent, and filters as text', () => {
    expect(readSloFields(fields)).toEqual({
      systemKey: 'builds',
      name: 'Builds',
      description: '',
      objective: 0.999,
      windowDays: 28,
      ratio: { bad: { metric: 'builds_total', filter: { status: 'failed' } }, total: { metric: 'builds_total', filter: {} } },
      minEvents: 50,
      position: 100,
      enabled: true,
      alerts: false,
      minBad: null,
    })
  })

  it.each([
    ['no target', { objective: '' }, /target is a number/],
    ['a target of 100 %', { objective: '100' }, /below 100 %/],
    ['no name', { name: '' }, /name/],
    ['no system', { systemKey: '' }, /Choose the system/],
  ])('%s is told', (_, change, message) => {
    expect(() => readSloFields({ ...fields, ...change })).toThrow(message)
  })
})

it('a system has a route a line, each once', () => {
  expect(
    readSystemFields({ name: 'Checkout', routes: '/api/checkout\n\n /api/pay ,/api/checkout', position: '5', provider: '', logService: 'shop', public: 'on' }),
  ).toEqual({
    name: 'Checkout',
    description: '',
    groupName: '',
    position: 5,
    routes: ['/api/checkout', '/api/pay'],
    provider: null,
    logService: 'shop',
    public: true,
  })
  expect(() => readSystemFields({ name: 'x', routes: 'api' })).toThrow(/begins with/)
})
