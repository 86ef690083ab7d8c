import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { GET } from '@/app/api/metrics/route'
import { closePool } from '@/db/client'
import { createMeter, meter } from '@/lib/meter'
import { recordLevels } from '@/lib/metrics/series/commands/record-levels'
import { useDatabase } from '../support/database'
import { parseExposition } from '../support/exposition'

useDatabase()
const token = 'a-token-of-the-operator'
const ask = (headers: Record<string, string> = { authorization: `Bearer ${token}` }) => GET(new Request('http://localhost/api/metrics', { headers }))

beforeEach(() => {
  Object.assign(globalThis, { pulsegridMeter: createMeter() })
  process.env.METRICS_TOKEN = token
})
afterEach(() => {
  delete process.env.METRICS_TOKEN
})

describe('GET /api/metrics', () => {
  it('does not exist without a token of the operator, and refuses every other', async () => {
    expect((await ask({})).status).toBe(401)
    expect((await ask({ authorization: 'Bearer another' })).status).toBe(401)
    delete process.env.METRICS_TOKEN
    expect((await ask()).status).toBe(404)
  })

  it.each(['prometheus', 'openmetrics'] as const)('tells what the process counted and the sampled levels, for %s', async (format) => {
    meter().add('job_runs_total', { type: 'retention', status: 'succeeded' }, 3)
    meter().observe('api_request_duration_ms', { route: '/api/health' }, 12)
    await recordLevels([{ metric: 'queue_depth', dimensions: { queue: 'mail' }, value: 4 }], new Date())
    const accept = format === 'openmetrics' ? 'application/openmetrics-text; version=1.0.0' : 'text/plain'
    const response = await ask({ authorization: `Bearer ${token}`, accept })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toContain(
      format === 'openmetrics' ? 'application/openmetrics-text; version=1.0.0' : 'text/plain; version=0.0.4',
    )
    const families = parseExposition(await response.text(), format)
    expect(families.get('pulsegrid_queue_depth')?.samples).toEqual([{ name: 'pulsegrid_queue_depth', labels: { queue: 'mail' }, value: 4 }])
    expect(families.get(format === 'openmetrics' ? 'pulsegrid_job_runs' : 'pulsegrid_job_runs_total')?.samples).toEqual([
      { name: 'pulsegrid_job_runs_total', labels: { type: 'retention', status: 'succeeded' }, value: 3 },
    ])
    for (const { name, help, type } of families.values()) expect([help, type], name).not.toContain('')
  })

  it('answers with the database away, without the levels', async () => {
    const url = process.env.DATABASE_URL
    process.env.DATABASE_URL = 'postgres://postgres@localhost:1/none'
    meter().add('job_runs_total', { type: 'retention', status: 'failed' })
    const response = await ask()
    const families = parseExposition(await response.text(), 'prometheus')
    process.env.DATABASE_URL = url
    await closePool()
    expect(response.status).toBe(200)
    expect(families.has('pulsegrid_job_runs_total')).toBe(true)
    expect(families.has('pulsegrid_queue_depth')).toBe(false)
  })
})
