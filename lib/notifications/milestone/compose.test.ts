import { describe, expect, it } from 'vitest'
import { subject } from '@/emails/milestone'
import { composeMilestone, type MilestoneInput } from './compose'

const usd = (dollars: number) => dollars * 1_000_000
const month = (text: string, dollars: number) => ({ monthAt: new Date(`${text}-01T00:00:00Z`), revenueMicros: usd(dollars) })

function compose(over: Partial<MilestoneInput> = {}) {
  return composeMilestone({
    organizationName: 'Northwind',
    simulated: false,
    thresholdMicros: usd(1000),
    reachedAt: new Date('2026-03-03T00:00:00Z'),
    months: [month('2026-03', 40), month('2026-02', 500), month('2025-12', 494.5)],
    recentMicros: usd(430.9),
    payout: { amountMicros: usd(98.2), status: 'paid', at: new Date('2026-03-02T06:00:00Z') },
    report: { state: 'scored', score: 87, grade: 'A-', light: 'good', change: { week: 1, fourWeeks: null, trend: null, because: [] }, why: '87: because.' },
    now: new Date('2026-03-04T05:16:00Z'),
    consoleUrl: 'https://console.example.org',
    unsubscribeUrl: 'https://console.example.org/unsubscribe',
    ...over,
  })
}

describe('composeMilestone', () => {
  it('names the mark, the day on which it was passed, and all that was earned', () => {
    const props = compose()
    expect(subject(props)).toBe('Northwind has earned $1,000')
    expect(props).toMatchObject({ mark: '$1,000', reachedOn: '2 Mar 2026', total: '$1,034.50' })
  })

  it('shows this month, the last and the best, with nothing where nothing came in', () => {
    expect(compose().months).toEqual([
      { label: 'This month', value: '$40.00', month: 'Mar 2026' },
      { label: 'Last month', value: '$500.00', month: 'Feb 2026' },
      { label: 'Best month', value: '$500.00', month: 'Feb 2026' },
    ])
    expect(compose({ months: [month('2025-12', 1200)] }).months.map(({ value }) => value)).toEqual(['$0.00', '$0.00', '$1,200.00'])
  })

  it.each<[string, Partial<MilestoneInput>, string | null]>([
    ['with a pace', { recentMicros: usd(2800) }, 'The next mark is $10,000; at the pace of the last 28 days you pass it around 1 Jun 2026.'],
    ['too far ahead to say', { recentMicros: usd(10) }, 'The next mark is $10,000.'],
    ['without earnings of late', { recentMicros: 0 }, 'The next mark is $10,000.'],
    ['above the last mark', { months: [month('2026-02', 120_000)] }, null],
  ])('says what comes next: %s', (_name, over, expected) => expect(compose(over).next).toBe(expected))

  it('tells the last payout where one is known', () => {
    expect(compose().payout).toBe('The last payout was $98.20 on 2 Mar 2026 (paid).')
    expect(compose({ payout: null }).payout).toBeNull()
  })

  it('has the health score in it, unless the publisher is new', () => {
    expect(compose().health).toEqual({ score: 87, grade: 'A-', light: 'good', change: 1, why: '87: because.' })
    expect(
      compose({ report: { state: 'new', score: null, grade: null, light: null, change: { week: null, fourWeeks: null, trend: null, because: [] }, why: '' } })
        .health,
    ).toBeNull()
  })
})
