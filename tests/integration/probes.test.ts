import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withTenant } from '@/db/client'
import { newId } from '@/lib/ids'
import { probeTools, tryEndpoint } from '@/lib/probes/commands'
import { listProbes, listUptime } from '@/lib/probes/queries'
import { setHealthEndpoint } from '@/lib/tools/commands/set-health-endpoint'
import { useDatabase } from '../support/database'
import { createOrganization, createPerson } from '../support/people'

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

describe('health endpoints', () => {
  const contextOf = async (of: string, memberRole: 'owner' | 'member' = 'owner') => {
    const { actor } = await createPerson({ organizationId: of, memberRole })
    return { actor, now: new Date(), requestId: 'test', ip: null, organizationId: of }
  }
  const endpointOf = async (id: string) => (await database.owner()`select health_endpoint from tools where id = ${id}`)[0]?.health_endpoint
  const journalOf = (id: string) => database.owner()`select action, before, after from journal where subject_id = ${id} order by id`

  it('are set by owners of the tool, once however often, and taken away', async () => {
    const toolId = toolIds.without ?? ''
    const owner = await contextOf(organizationId)
    await expect(setHealthEndpoint(await contextOf(organizationId, 'member'), { toolId, url: 'https://api.example.com/health' })).rejects.toMatchObject({
      code: 'forbidden',
    })
    const stranger = await contextOf((await createOrganization()).id)
    await expect(setHealthEndpoint(stranger, { toolId, url: 'https://api.example.com/health' })).rejects.toMatchObject({ code: 'not_found' })
    for (let i = 0; i < 2; i++) await setHealthEndpoint(owner, { toolId, url: ' https://api.example.com/health?token=secret ' })
    expect(await endpointOf(toolId)).toBe('https://api.example.com/health?token=secret')
    await setHealthEndpoint(owner, { toolId, url: null })
    expect(await endpointOf(toolId)).toBeNull()
    // The journal names the host, never the whole address.
    expect(await journalOf(toolId)).toEqual([
      { action: 'tool.health_endpoint_set', before: { host: null }, after: { host: 'api.example.com' } },
      { action: 'tool.health_endpoint_set', before: { host: 'api.example.com' }, after: { host: null } },
    ])
  })

  it.each(['http://127.0.0.1/', 'http://169.254.169.254/latest', 'ftp://example.com', 'https://me:secret@example.com/', 'https://example.com:22/', 'nonsense'])(
    'refuse %s',
    async (url) => {
      const toolId = toolIds.without ?? ''
      await expect(setHealthEndpoint(await contextOf(organizationId), { toolId, url })).rejects.toMatchObject({ code: 'invalid' })
      expect(await endpointOf(toolId)).toBeNull()
    },
  )

  it('are tried at once: the verdict of a check, nothing stored, private addresses refused, not without end', async () => {
    const { port } = server.address() as AddressInfo
    const owner = await contextOf(organizationId)
    const count = async () => (await database.owner()`select count(*)::int as n from tool_health_checks`)[0]?.n
    const before = await count()
    expect(await tryEndpoint(owner, `http://127.0.0.1:${port}/200`)).toMatchObject({ state: 'up', statusCode: 200, reason: null })
    expect(await tryEndpoint(owner, `http://127.0.0.1:${port}/429`)).toMatchObject({ state: 'degraded' })
    expect(await tryEndpoint(owner, `http://127.0.0.1:${port}/500`)).toMatchObject({ state: 'down', reason: 'Answered 500.' })
    expect(await tryEndpoint(owner, 'http://10.0.0.1/')).toMatchObject({ state: 'down', reason: 'Not requested: This address is private or reserved.' })
    expect(await count()).toBe(before)
    await expect(tryEndpoint(await contextOf(organizationId, 'member'), `http://127.0.0.1:${port}/200`)).rejects.toMatchObject({ code: 'forbidden' })
    const tries = await Promise.allSettled(Array.from({ length: 30 }, () => tryEndpoint(owner, `http://127.0.0.1:${port}/200`)))
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(26)
  })
})
