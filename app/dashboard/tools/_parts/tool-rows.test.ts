import { describe, expect, it } from 'vitest'
import type { ToolTotals } from '@/lib/metrics/model'
import type { Tool } from '@/lib/tools/queries'
import { sortRows, type ToolRow } from './tool-rows'

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
