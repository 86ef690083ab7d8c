import { describe, expect, it } from 'vitest'
import type { ToolTotals } from '@/lib/metrics/model'
import type { Uptime } from '@/lib/probes/queries'
import type { Tool } from '@/lib/tools/queries'
import { sortRows, type ToolRow, toolState } from './tool-rows'

const totals = (over: Partial<ToolTotals>): ToolTotals => ({
  toolId: 't',
  invocations: 1000,
  rated: 1000,
  errors: 0,
  errors4xx: 0,
  errors429: 0,
  errors5xx: 0,
  errorsDeveloper: 0,
  errorsConsumer: 0,
  errorsPlatform: 0,
  errorsUpstream: 0,
  fairRated: 1000,
  fairErrors: 0,
  rawErrorRatio: 0,
  fairErrorRatio: 0,
  latencyCount: 1000,
  avgLatencyMs: 100,
  p50Ms: 90,
  p95Ms: 200,
  p99Ms: 300,
  revenueMicros: 0,
  consumers: 3,
  ...over,
})
const uptime = (lastState: Uptime['lastState']): Uptime => ({ toolId: 't', probes: 10, upRatio: 1, lastState, lastAt: new Date(0) })

describe('the state of a tool', () => {
  it.each([
    ['no calls', null, null, 'No calls'],
    ['zero calls', totals({ invocations: 0 }), null, 'No calls'],
    ['no outcome stated', totals({ fairErrorRatio: null }), null, 'Healthy'],
    ['just under 1 %', totals({ fairErrorRatio: 0.0099 }), null, 'Healthy'],
    ['1 %', totals({ fairErrorRatio: 0.01 }), null, 'Some errors'],
    ['5 %', totals({ fairErrorRatio: 0.05 }), null, 'Some errors'],
    ['over 5 %', totals({ fairErrorRatio: 0.051 }), null, 'Many errors'],
    ['10 %', totals({ fairErrorRatio: 0.1 }), null, 'Many errors'],
    ['over 10 %', totals({ fairErrorRatio: 0.101 }), null, 'Failing'],
    ['down beats everything', totals({}), uptime('down'), 'Endpoint down'],
    ['down without calls', null, uptime('down'), 'Endpoint down'],
    ['degraded', totals({}), uptime('degraded'), 'Endpoint slow'],
    ['failing beats degraded', totals({ fairErrorRatio: 0.2 }), uptime('degraded'), 'Failing'],
  ])('%s', (_name, figures, probe, label) => {
    expect(toolState(figures, probe).label).toBe(label)
  })
})

describe('sorting', () => {
  const tool = (name: string): Tool => ({
    id: name,
    organizationId: 'o',
    developerId: 'd',
    externalId: name,
    slug: name,
    name,
    description: '',
    category: 'c',
    healthEndpoint: null,
    pricing: null,
    dependsOn: [],
    route: null,
    archivedAt: null,
    publishedAt: new Date(0),
    reportedAt: null,
    createdAt: new Date(0),
  })
  const row = (name: string, p95Ms: number | null): ToolRow => ({
    tool: tool(name),
    version: null,
    totals: totals({ p95Ms }),
    uptime: null,
    state: { tone: 'good', label: 'Healthy' },
  })
  const names = (direction: 'asc' | 'desc') =>
    sortRows([row('b', null), row('c', 5), row('a', 9), row('d', 5)], 'latency', direction).map(({ tool }) => tool.name)

  it('puts what has no figure last in both directions, ties by name', () => {
    expect(names('asc')).toEqual(['c', 'd', 'a', 'b'])
    expect(names('desc')).toEqual(['a', 'c', 'd', 'b'])
  })
})
