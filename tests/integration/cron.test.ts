import { Client, Receiver } from '@upstash/qstash'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { GET, POST } from '@/app/api/cron/[job]/route'
import { jobs } from '@/lib/jobs/registry'
import { signLikeQStash } from '@/lib/jobs/signature'
import { planSync, syncSchedules, wantedSchedules } from '@/lib/jobs/sync'
import { serveHandler } from '../support/app-server'
import { useDatabase } from '../support/database'
import { type QStashStub, qstashSignature, type SignatureParts, startQStashStub } from '../support/qstash-stub'

const { owner } = useDatabase()
const APP_URL = 'https://console.example.org'
const current = 'sig_current_key_of_the_tests'
const next = 'sig_next_key_of_the_tests'
const jobUrl = `${APP_URL}/api/cron/deliver-notifications`

const context = (job: string) => ({ params: Promise.resolve({ job }) })
const runs = () => owner()<{ job: string; trigger: string; state: string }[]>`select job, trigger, state from job_runs order by started_at`

interface Call {
  job?: string
  signature?: string
  body?: string
  messageId?: string
  search?: string
}
/** Calls the door as a request from outside does. */
const post = ({ job = 'deliver-notifications', signature, body = '', messageId, search = '' }: Call) =>
  POST(
    new Request(`${APP_URL}/api/cron/${job}${search}`, {
      method: 'POST',
      body,
      headers: { ...(signature ? { 'upstash-signature': signature } : {}), ...(messageId ? { 'upstash-message-id': messageId } : {}) },
    }),
    context(job),
  )
const sign = (parts: Partial<SignatureParts> = {}) => qstashSignature({ url: jobUrl, body: '', key: current, ...parts })

beforeAll(() => {
  process.env.LOG_LEVEL = 'silent'
  process.env.APP_URL = APP_URL
  process.env.BETTER_AUTH_SECRET = 'a secret of the tests, 32 characters'
})

beforeEach(async () => {
  process.env.QSTASH_CURRENT_SIGNING_KEY = current
  process.env.QSTASH_NEXT_SIGNING_KEY = next
  process.env.CRON_SECRET = 'the bearer secret of Vercel Cron'
  await owner()`truncate job_runs, leases, processed_messages, outbox, notification_log`
})

afterAll(() => {
  for (const name of ['QSTASH_CURRENT_SIGNING_KEY', 'QSTASH_NEXT_SIGNING_KEY', 'CRON_SECRET', 'APP_URL']) delete process.env[name]
})

describe('POST /api/cron/<job>', () => {
  it.each([
    ['the current key', current],
    ['the next key', next],
  ])('runs the job for a signature made with %s', async (_name, key) => {
    const response = await post({ signature: await sign({ key }), messageId: 'msg_1' })
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ job: 'deliver-notifications', state: 'succeeded', counts: { failed: 0 } })
    expect(await runs()).toEqual([{ job: 'deliver-notifications', trigger: 'qstash', state: 'succeeded' }])
  })

  it.each<[string, () => Promise<Call>]>([
    ['no signature', async () => ({})],
    ['something that is no token', async () => ({ signature: 'nonsense' })],
    ['a forged signature', async () => ({ signature: await sign({ key: 'sig_guessed' }) })],
    ['an expired signature', async () => ({ signature: await sign({ expires: -60 }) })],
    ['a signature that is not valid yet', async () => ({ signature: await sign({ notBefore: 120 }) })],
    ['another issuer', async () => ({ signature: await sign({ issuer: 'Somebody' }) })],
    ['a genuine signature for another job', async () => ({ signature: await sign({ url: `${APP_URL}/api/cron/retention` }) })],
    ['a genuine signature for another host', async () => ({ signature: await sign({ url: 'https://elsewhere.example.org/api/cron/deliver-notifications' }) })],
    ['a genuine signature without the path', async () => ({ signature: await sign({ url: APP_URL }) })],
    ['another query string than was signed', async () => ({ signature: await sign(), search: '?at=2030-01-01' })],
    ['a changed body', async () => ({ signature: await sign({ body: '{"a":1}' }), body: '{"a":2}' })],
    ['a body larger than any scheduler sends', async () => ({ signature: await sign({ body: 'x'.repeat(70_000) }), body: 'x'.repeat(70_000) })],
    ['an unknown job without a signature', async () => ({ job: 'no-such-job' })],
    ['an altered token', async () => ({ signature: `${(await sign()).slice(0, -4)}AAAA` })],
    ['a token without an algorithm', async () => ({ signature: `${Buffer.from('{"alg":"none"}').toString('base64url')}.${(await sign()).split('.')[1]}.` })],
  ])('answers 401 and does nothing for %s', async (_name, call) => {
    const response = await post(await call())
    expect(response.status).toBe(401)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await runs()).toEqual([])
  })

  it('answers 401 to everybody while no signing key is set', async () => {
    delete process.env.QSTASH_CURRENT_SIGNING_KEY
    delete process.env.QSTASH_NEXT_SIGNING_KEY
    expect((await post({ signature: await sign() })).status).toBe(401)
    expect((await post({ signature: await sign({ key: '' + 'undefined' }) })).status).toBe(401)
  })

  it('answers 404 to a genuine signature for a job that does not exist', async () => {
    expect((await post({ job: 'no-such-job', signature: await sign({ url: `${APP_URL}/api/cron/no-such-job` }) })).status).toBe(404)
  })

  it('answers 401 to a replayed signature, whatever message id comes along', async () => {
    const signature = await sign()
    expect((await post({ signature, messageId: 'msg_1' })).status).toBe(200)
    expect((await post({ signature, messageId: 'msg_1' })).status).toBe(401)
    expect((await post({ signature, messageId: 'msg_2' })).status).toBe(401)
    expect((await post({ signature })).status).toBe(401)
    expect(await runs()).toHaveLength(1)
  })

  it('answers 200 to a second genuine delivery of a worked message, and does nothing', async () => {
    expect((await post({ signature: await sign(), messageId: 'msg_1' })).status).toBe(200)
    const again = await post({ signature: await sign(), messageId: 'msg_1' })
    expect(again.status).toBe(200)
    expect(await again.json()).toEqual({ job: 'deliver-notifications', state: 'replayed' })
    expect(await runs()).toHaveLength(1)
  })

  it('works QStash’s repeat of a message whose first delivery died half way', async () => {
    const messageId = 'msg_1'
    // What a process leaves that was killed during its run: a lease and a row that says running.
    await owner()`insert into leases (name, owner, term, until) values ('job:deliver-notifications', 'dead', 1, now() + interval '40 seconds')`
    await owner()`insert into job_runs (job, at, trigger, state, started_at) values ('deliver-notifications', now(), 'qstash', 'running', now())`
    const early = await post({ signature: await sign(), messageId })
    expect(early.status).toBe(409)
    expect(Number(early.headers.get('retry-after'))).toBeGreaterThan(30)
    await owner()`update leases set until = now()`
    expect((await post({ signature: await sign(), messageId })).status).toBe(200)
    expect((await runs()).map((run) => run.state)).toEqual(['abandoned', 'succeeded'])
  })

  it('has once’s effect for ten deliveries at once', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, async (_, i) => post({ signature: await sign(), messageId: `msg_${i % 2}` })))
    const succeeded = await runs()
    expect(answers.every((answer) => answer.status === 200 || answer.status === 409)).toBe(true)
    // Two different messages may both be worked, one after the other; each at most once.
    expect(succeeded.length).toBeGreaterThanOrEqual(1)
    expect(succeeded.length).toBeLessThanOrEqual(2)
  })
})

describe('GET /api/cron/<job>', () => {
  const get = (authorization?: string, job = 'deliver-notifications') =>
    GET(new Request(`${APP_URL}/api/cron/${job}`, { headers: authorization ? { authorization } : {} }), context(job))

  it('runs the job for the bearer secret', async () => {
    expect((await get('Bearer the bearer secret of Vercel Cron')).status).toBe(200)
    expect(await runs()).toEqual([{ job: 'deliver-notifications', trigger: 'vercel', state: 'succeeded' }])
  })

  it.each([
    ['nothing', undefined],
    ['another secret', 'Bearer another secret altogether'],
    ['the secret without its scheme', 'the bearer secret of Vercel Cron'],
    ['a prefix of the secret', 'Bearer the bearer secret'],
    ['an empty secret', 'Bearer '],
  ])('answers 401 to %s', async (_name, authorization) => {
    expect((await get(authorization)).status).toBe(401)
    expect((await get(authorization, 'no-such-job')).status).toBe(401)
    expect(await runs()).toEqual([])
  })

  it('answers 401 to everything while no secret is set', async () => {
    delete process.env.CRON_SECRET
    expect((await get('Bearer ')).status).toBe(401)
    expect((await get('Bearer undefined')).status).toBe(401)
  })

  it('does not take a QStash signature', async () => {
    const request = new Request(jobUrl, { headers: { 'upstash-signature': await sign() } })
    expect((await GET(request, context('deliver-notifications'))).status).toBe(401)
  })
})

describe('the local scheduler’s signature', () => {
  it('is accepted by the official Receiver', async () => {
    const receiver = new Receiver({ currentSigningKey: current, nextSigningKey: next, devMode: false })
    const signature = await signLikeQStash({ url: jobUrl, body: '{"a":1}', key: current })
    await expect(receiver.verify({ signature, body: '{"a":1}', url: jobUrl })).resolves.toBe(true)
    await expect(receiver.verify({ signature, body: '{"a":2}', url: jobUrl })).rejects.toThrow('body hash')
    await expect(receiver.verify({ signature, body: '{"a":1}', url: APP_URL })).rejects.toThrow('subject')
  })
})

describe('with the official Client', () => {
  let qstash: QStashStub
  let app: Awaited<ReturnType<typeof serveHandler>>
  let client: Client

  beforeEach(async () => {
    app = await serveHandler((request) => POST(request, context(new URL(request.url).pathname.split('/').at(-1) ?? '')))
    qstash = await startQStashStub('qstash_token', current, (url) => url.replace(APP_URL, app.origin))
    client = new Client({ token: 'qstash_token', baseUrl: qstash.url, retry: false, devMode: false, enableTelemetry: false })
  })

  afterEach(async () => {
    await qstash.close()
    await app.close()
  })

  it('a published message comes in through the door and runs its job', async () => {
    const { messageId } = await client.publishJSON({ url: jobUrl, body: { hello: 'world' } })
    expect(qstash.deliveries).toEqual([{ url: jobUrl, messageId, status: 200 }])
    expect(await runs()).toEqual([{ job: 'deliver-notifications', trigger: 'qstash', state: 'succeeded' }])
    expect(await owner()`select message_id from processed_messages where message_id like 'message:%'`).toEqual([{ message_id: `message:${messageId}` }])
  })

  it('jobs:sync sets every schedule once, and changes nothing the second time', async () => {
    const now = new Date('2026-03-02T09:00:00Z')
    const first = await syncSchedules(client, jobs, now)
    expect(first.put).toHaveLength(jobs.length)
    expect([...qstash.schedules.values()].map(({ cron, destination }) => ({ cron, destination }))).toEqual(
      jobs.map((job) => ({ cron: job.schedule, destination: `${APP_URL}/api/cron/${job.name}` })),
    )
    qstash.calls.length = 0
    expect(await syncSchedules(client, jobs, now)).toEqual({ put: [], remove: [], unchanged: jobs.length })
    expect(qstash.calls).toEqual(['GET /v2/schedules'])
  })

  it('jobs:sync repairs what was changed, removes what is ours and unwanted, and leaves the rest alone', async () => {
    const now = new Date('2026-03-02T09:00:00Z')
    await syncSchedules(client, jobs, now)
    const [wanted] = wantedSchedules(jobs, now)
    if (!wanted) throw new Error('there are no jobs')
    await client.schedules.create({ scheduleId: wanted.scheduleId, destination: wanted.destination, cron: '0 0 1 1 *', retries: 1 })
    const retired = wanted.scheduleId.replace(jobs[0]?.name ?? '', 'retired-job')
    await client.schedules.create({ scheduleId: retired, destination: `${APP_URL}/api/cron/retired-job`, cron: '* * * * *' })
    await client.schedules.create({ scheduleId: 'somebody-else', destination: 'https://example.org/', cron: '* * * * *' })
    const staging = wantedSchedules(jobs, now).map((s) => s.scheduleId.replace(/[0-9a-f]{8}$/, '00000000'))[0]
    if (staging) await client.schedules.create({ scheduleId: staging, destination: 'https://staging.example.org/', cron: '* * * * *' })

    const plan = await syncSchedules(client, jobs, now)
    expect(plan.put.map((schedule) => schedule.scheduleId)).toEqual([wanted.scheduleId])
    expect(plan.remove).toEqual([retired])
    expect(qstash.schedules.get(wanted.scheduleId)?.cron).toBe(wanted.cron)
    expect([...qstash.schedules.keys()]).toEqual(expect.arrayContaining(['somebody-else', staging]))
    expect(planSync(wantedSchedules(jobs, now), await client.schedules.list())).toMatchObject({ put: [], remove: [] })
  })
})
