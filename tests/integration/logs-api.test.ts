import { beforeAll, describe, expect, it } from 'vitest'
import { GET } from '@/app/api/admin/logs/route'
import { flushOwnLines, startKeepingOwnLines } from '@/lib/logs/commands/own-lines'
import { MINUTE } from '@/lib/time'
import { useDatabase } from '../support/database'
import { seedKey } from '../support/ingest'
import { seedLines } from '../support/log-lines'
import { createOrganization, createPerson, signIn } from '../support/people'

process.env.BETTER_AUTH_SECRET = 'logs-api-test-secret-that-is-long-enough-0123'
const database = useDatabase()
let cookie: string
let organization: { id: string; name: string }

beforeAll(async () => {
  cookie = await signIn((await createPerson({ platformRole: 'read_only' })).email)
  organization = await createOrganization('Acme')
  const at = (n: number) => new Date(Date.now() - n * MINUTE)
  await seedLines(database.owner(), [
    {
      id: 'l-1',
      at: at(3),
      level: 'error',
      message: 'upstream timeout',
      service: 'api',
      requestId: 'r-1',
      organizationId: organization.id,
      fields: { attempt: 2 },
    },
    { id: 'l-2', at: at(2), message: 'request finished', service: 'edge', requestId: 'r-1' },
    { id: 'l-3', at: at(1), level: 'warn', message: 'slow query', service: 'api' },
  ])
})

interface Answer {
  status: number
  body: { lines: { key: string; message: string; organization: string | null }[]; next: string | null; requestId: string; code: string }
}
async function ask(query = '', headers: Record<string, string> = { cookie }): Promise<Answer> {
  const response = await GET(new Request(`http://localhost/api/admin/logs${query}`, { headers }), { params: Promise.resolve({}) })
  return { status: response.status, body: await response.json() }
}
const messages = async (query: string) => (await ask(query)).body.lines.map(({ message }) => message)

describe('the log by the API', () => {
  it('is for staff', async () => {
    expect((await ask('', {})).status).toBe(401)
    const member = await createPerson({ organizationId: organization.id })
    expect((await ask('', { cookie: await signIn(member.email) })).status).toBe(403)
    const key = await seedKey(database.owner(), organization.id)
    expect((await ask('', { authorization: `Bearer ${key}` })).status).toBe(403)
    expect((await ask()).status).toBe(200)
  })

  it('is told with everything that is known, the newest first', async () => {
    const { body } = await ask('?q=timeout')
    expect(body).toEqual({
      next: null,
      lines: [
        {
          key: expect.stringMatching(/^\d{16}_l-1$/),
          at: expect.any(String),
          receivedAt: expect.any(String),
          level: 'error',
          message: 'upstream timeout',
          service: 'api',
          requestId: 'r-1',
          organizationId: organization.id,
          organization: 'Acme',
          fields: { attempt: 2 },
        },
      ],
    })
    expect(await messages('')).toEqual(['slow query', 'request finished', 'upstream timeout'])
    expect(await messages('?request=r-1')).toEqual(['request finished', 'upstream timeout'])
    expect(await messages('?service=api&level=error')).toEqual(['upstream timeout'])
    expect(await messages(`?organization=${organization.id}`)).toEqual(['upstream timeout'])
  })

  it('is told page by page', async () => {
    const first = await ask('?limit=2')
    expect(first.body.lines).toHaveLength(2)
    const second = await ask(`?limit=2&after=${encodeURIComponent(first.body.next ?? '')}`)
    expect([second.body.lines.map(({ message }) => message), second.body.next]).toEqual([['upstream timeout'], null])
  })

  it.each(['?after=nonsense', '?level=loud', '?span=1y', '?from=yesterday', '?limit=1000', '?organization=acme', '?page=2'])('refuses %s', async (query) => {
    expect(await ask(query)).toMatchObject({ status: 400, body: { code: 'invalid' } })
  })

  it('holds the line of a refused request under the id that its answer names', async () => {
    const stop = startKeepingOwnLines()
    const { body } = await ask('?level=loud')
    await flushOwnLines()
    expect(await messages(`?request=${body.requestId}`)).toEqual([expect.stringMatching(/^GET \/api\/admin\/logs 400 in \d+ ms$/)])
    await stop()
  })
})
