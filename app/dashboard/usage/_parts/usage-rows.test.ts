import { describe, expect, it } from 'vitest'
import type { ToolUsage } from '@/lib/budgets/model'
import { searchTools, sortTools } from './usage-rows'

const tool = (name: string, change: Partial<ToolUsage> = {}): ToolUsage => ({
  toolId: name,
  name,
  category: 'text',
  invocations: 10,
  rated: 10,
  errors: 0,
  ownErrors: 0,
  errorRatio: 0,
  ownErrorRatio: 0,
  avgLatencyMs: 100,
  spendMicros: 1,
  spendShare: 0.25,
  budgetShare: null,
  change: null,
  previous: { invocations: 0, spendMicros: 0 },
  ...change,
})

describe('the list of tools', () => {
  const tools = [tool('b', { change: null }), tool('c', { change: 0.5 }), tool('a', { change: 0.9, category: 'Images' }), tool('d', { change: 0.5 })]
  const names = (found: ToolUsage[]) => found.map(({ name }) => name)

  it('puts what has no figure last in both directions, ties by name', () => {
    expect(names(sortTools(tools, 'change', 'asc'))).toEqual(['c', 'd', 'a', 'b'])
    expect(names(sortTools(tools, 'change', 'desc'))).toEqual(['a', 'c', 'd', 'b'])
  })

  it('sorts by spend when the column is unknown', () => {
    expect(names(sortTools([tool('x', { spendMicros: 1 }), tool('y', { spendMicros: 9 })], 'nonsense', 'desc'))).toEqual(['y', 'x'])
  })

  it('is searched by name and category in any case', () => {
    expect(names(searchTools(tools, 'C'))).toEqual(['c'])
    expect(names(searchTools(tools, 'image'))).toEqual(['a'])
    expect(searchTools(tools, '')).toHaveLength(4)
  })
})
