import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withTenant } from '@/db/client'
import { newId } from '@/lib/ids'
import { probeTools } from '@/lib/probes/commands'
import { listProbes, listUptime } from '@/lib/probes/queries'
import { useDatabase } from '../support/database'

const database = useDatabase()
const now = new Date('2026-03-02T09:07:00Z')
const ctx = { actor: { kind: 'job' as const, job: 'health-checks' }, now, requestId: 'test', ip: null }
const work = { now, stillMine: async () => true }

let server: Server
let asked: string[] = []
const organizationId = newId()
const developerId = newId()
const toolIds: Record<string, string> = {}

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.writeHead(Number(request.url?.slice(1)) || 200).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  process.env.SAFE_FETCH_ALLOW = `127.0.0.1:${port}`
  const sql = database.owner()
  await sql`insert into organizations (id, name, slug) values (${organizationId}, 'Probed', 'probed')`
  await sql`insert into developers (id, organization_id) values (${developerId}, ${organizationId})`
  const endpoints: [string, string | null][] = [
    ['up', `http://127.0.0.1:${port}/200`],
    ['limited', `http://127.0.0.1:${port}/429`],
    ['broken', `http://127.0.0.1:${port}/500`],
    ['inside', 'http://127.0.0.2:9/'],
    ['without', null],
  ]
  for (const [name, url] of endpoints) {
    const id = newId()
    toolIds[name] = id
    await sql`insert into tools (id, organization_id, developer_id, external_id, slug, name, health_endpoint) values (${id}, ${organizationId}, ${developerId}, ${name}, ${name}, ${name}, ${url})`
  }
})

afterAll(() => {
  server.closeAllConnections()
  server.close()
  process.env.SAFE_FETCH_ALLOW = ''
})

describe('health probes', () => {
  it('asks each endpoint once a window, however often and however many run', async () => {
    const [first, second] = await Promise.all([probeTools(ctx, work), probeTools(ctx, work)])
    expect(first.changed + second.changed).toBe(4)
    const again = await probeTools(ctx, { ...work, now: new Date(now.getTime() + 60_000) })
    expect(again).toEqual({ checked: 0, changed: 0, failed: 0 })
    const rows = await database.owner()<
      { name: string; state: string }[]
    >`select t.name, c.state from tool_health_checks c join tools t on t.id = c.tool_id order by t.name`
    expect(rows.map((row) => [row.name, row.state])).toEqual([
      ['broken', 'down'],
      ['inside', 'down'],
      ['limited', 'degraded'],
      ['up', 'up'],
    ])
  })

  it('begins anew in the next window, and stops when the lease is lost', async () => {
    asked = []
    const next = new Date(now.getTime() + 5 * 60_000)
    expect(await probeTools(ctx, { now: next, stillMine: async () => false })).toEqual({ checked: 0, changed: 0, failed: 0 })
    expect(asked).toEqual([])
    expect((await probeTools(ctx, { ...work, now: next })).changed).toBe(4)
  })

  it('counts uptime for its own organization only', async () => {
    const window = { from: new Date('2026-03-02T00:00:00Z'), to: new Date('2026-03-03T00:00:00Z') }
    const uptimes = await withTenant(organizationId, (tx) => listUptime(tx, { organizationId, window }))
    expect(uptimes.get(toolIds.up ?? '')).toMatchObject({ probes: 2, upRatio: 1, lastState: 'up', lastAt: new Date('2026-03-02T09:10:00Z') })
    expect(uptimes.get(toolIds.limited ?? '')).toMatchObject({ upRatio: 1, lastState: 'degraded' })
    expect(uptimes.get(toolIds.broken ?? '')).toMatchObject({ upRatio: 0 })
    expect(uptimes.has(toolIds.without ?? '')).toBe(false)
    const stranger = newId()
    expect(await withTenant(stranger, (tx) => listUptime(tx, { organizationId, window }))).toEqual(new Map())
    expect(await withTenant(stranger, (tx) => listProbes(tx, { toolId: toolIds.up ?? '', limit: 5 }))).toEqual([])
  })
})
