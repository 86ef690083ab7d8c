import { describe, expect, it } from 'vitest'
import { subject } from '@/emails/dormant'
import { composeDormant } from './compose'
import { type DormantPublisher, type DormantTool, NEVER_CALLED } from './spell'

const now = new Date('2026-03-16T05:00:00Z')
const tool = (name: string, over: Partial<DormantTool> = {}): DormantTool => ({
  toolId: name,
  name,
  lastDay: '2026-03-01',
  publishedAt: '2026-01-02T00:00:00Z',
  calls: 1200,
  probe: null,
  ...over,
})

function compose(over: Partial<DormantPublisher> = {}) {
  const publisher = { organizationId: 'o', organizationName: 'Northwind', simulated: false, spell: '2026-03-01', tools: [tool('Parcels')], ...over }
  return composeDormant({ publisher, now, consoleUrl: 'https://console.example.org', unsubscribeUrl: 'https://console.example.org/unsubscribe' })
}

describe('composeDormant', () => {
  it('counts the whole days since the day of the last call', () => {
    expect(compose().quietDays).toBe(14)
    expect(subject(compose())).toBe('Northwind: no calls for 14 days')
    expect(compose({ spell: NEVER_CALLED }).quietDays).toBeNull()
    expect(subject(compose({ spell: NEVER_CALLED }))).toBe('Northwind: no calls yet')
  })

  it('says of each tool what happened, and leaves the rest to the page', () => {
    const { tools, moreTools } = compose({
      tools: [tool('A'), tool('B', { calls: 1 }), tool('C', { lastDay: null, calls: 0 }), tool('D'), tool('E'), tool('F')],
    })
    expect(tools.map(({ detail }) => detail).slice(0, 3)).toEqual([
      'Last called on 1 Mar 2026; 1,200 calls in the four weeks before.',
      'Last called on 1 Mar 2026; one call in the four weeks before.',
      'Never called since it was listed on 2 Jan 2026.',
    ])
    expect(tools[0]?.url).toBe('https://console.example.org/dashboard/tools/A')
    expect([tools.length, moreTools]).toEqual([4, 2])
  })

  it('puts a health endpoint that is down first', () => {
    const down = tool('B', { probe: { state: 'down', at: '2026-03-16T04:55:00Z' } })
    expect(compose({ tools: [tool('A'), down] }).steps[0]).toEqual({
      title: 'Put the health endpoint right',
      detail: 'B did not answer when it was last asked, on 16 Mar 2026.',
      url: 'https://console.example.org/dashboard/tools/B',
    })
    for (const state of ['up', 'degraded'] as const) {
      expect(compose({ tools: [tool('A', { probe: { state, at: '2026-03-16T04:55:00Z' } })] }).steps[0]?.title).toBe('Look at the last calls')
    }
  })

  it('speaks otherwise to those who were never called', () => {
    const { steps } = compose({ spell: NEVER_CALLED, tools: [tool('A', { lastDay: null, calls: 0 })] })
    expect(steps.map(({ title }) => title)).toEqual(['Say what it is for', 'Raise your health score', 'Keep the listing'])
  })
})
