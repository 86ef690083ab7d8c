import { describe, expect, it } from 'vitest'
import type { SetupStatus, SetupStep } from '@/lib/onboarding/model'
import { composeSetupReminder } from './compose'

const step = (id: string, state: 'done' | 'open', optional = false): SetupStep => ({
  id,
  group: 'publisher',
  title: `Title of ${id}`,
  why: `Why ${id}`,
  detail: '',
  state,
  optional,
  href: `/dashboard/${id}`,
  action: `Do ${id}`,
  elsewhere: false,
})

function statusOf(steps: SetupStep[], ended: SetupStatus['ended'] = null): SetupStatus {
  const open = steps.filter((one) => one.state === 'open')
  return {
    steps,
    done: steps.length - open.length,
    total: steps.length,
    percent: 0,
    complete: open.length === 0,
    onlyOptionalLeft: false,
    next: open.find((one) => !one.optional) ?? open[0] ?? null,
    ended,
  }
}
const compose = (status: SetupStatus) =>
  composeSetupReminder({
    organizationName: 'Northwind',
    simulated: false,
    status,
    consoleUrl: 'https://console.example.org',
    unsubscribeUrl: 'https://console.example.org/unsubscribe',
  })

describe('composeSetupReminder', () => {
  it('names the next step first, then what must be done, then what may be, and what is done', () => {
    const props = compose(statusOf([step('a', 'done'), step('b', 'open', true), step('c', 'open'), step('d', 'open')]))
    expect(props?.left.map(({ title, optional }) => [title, optional])).toEqual([
      ['Title of c', false],
      ['Title of d', false],
      ['Title of b', true],
    ])
    expect(props).toMatchObject({ done: 1, total: 4, finished: ['Title of a'], nextAction: 'Do c', url: 'https://console.example.org/dashboard/setup' })
    expect(props?.left[0]?.url).toBe('https://console.example.org/dashboard/c')
  })

  it('is nothing when everything is done, or the rest was put aside', () => {
    expect(compose(statusOf([step('a', 'done')]))).toBeNull()
    expect(compose(statusOf([step('a', 'done'), step('b', 'open', true)], 'dismissed'))).toBeNull()
  })
})
