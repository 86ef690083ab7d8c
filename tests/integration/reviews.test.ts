import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { POST as answerRoute, GET as readRoute } from '@/app/api/dashboard/reviews/[reviewId]/response/route'
import { GET as listRoute } from '@/app/api/dashboard/reviews/route'
import { POST as ingest } from '@/app/api/ingest/events/route'
import { withTenant } from '@/db/client'
import type { Context, UserActor } from '@/lib/auth/model'
import { readDeveloperFacts } from '@/lib/scores/facts/queries'
import { addDays, DAY, HOUR, MINUTE, startOfDay } from '@/lib/time'
import { listToolRefunds } from '@/lib/tools/refunds/queries'
import { answerReview } from '@/lib/tools/reviews/commands'
import { countReviews, getWaitingReviews, listReviewPage } from '@/lib/tools/reviews/queries'
import { writeChangelog } from '@/lib/tools/versions/commands'
import { useDatabase } from '../support/database'
import { seedKey, seedPublisher } from '../support/ingest'
import { createPerson, signIn } from '../support/people'

const database = useDatabase()
const { owner } = database
// Ingest lives in the present: events older than the retention or from the future are refused.
const now = new Date()
const ago = (ms: number) => new Date(now.getTime() - ms)

let publishers = 0
async function publisher() {
  const name = `reviewed-${publishers++}`
  const { organizationId } = await seedPublisher(owner(), name)
  const [tool] = await owner()<{ id: string }[]>`select id from tools where organization_id = ${organizationId}`
  const context = (actor: UserActor): Context & { organizationId: string } => ({ actor, now, requestId: 'test', ip: null, organizationId })
  const boss = await createPerson({ organizationId })
  const member = await createPerson({ organizationId, memberRole: 'member' })
  return { organizationId, toolId: tool?.id ?? '', tool: `${name}/tool-1`, ctx: context(boss.actor), memberCtx: context(member.actor), email: boss.email }
}
type Publisher = Awaited<ReturnType<typeof publisher>>

let count = 0
async function review(
  who: Publisher,
  postedAt: Date,
  over: { rating?: number; body?: string; respondedAt?: Date } = {},
): Promise<{ id: string; externalId: string }> {
  const externalId = `r-${count++}`
  const [row] = await owner()<{ id: string }[]>`
    insert into reviews (organization_id, tool_id, external_id, rating, body, posted_at, response, responded_at)
    values (${who.organizationId}, ${who.toolId}, ${externalId}, ${over.rating ?? 4}, ${over.body ?? 'Works'}, ${postedAt}, ${over.respondedAt ? 'Theirs' : null}, ${over.respondedAt ?? null}) returning id`
  return { id: row?.id ?? '', externalId }
}
const stored = async (id: string) => (await owner()`select response, responded_at, response_edited_at, rating, body from reviews where id = ${id}`)[0]

let key = ''
let events = 0
/** What the platform reports, at a moment. */
async function report(noun: string, data: unknown, at: Date): Promise<void> {
  const event = {
    specversion: '1.0',
    id: `reviews-${events++}`,
    source: 'https://market.example',
    type: `com.pulsegrid.${noun}.v1`,
    time: at.toISOString(),
    data,
  }
  const response = await ingest(
    new Request('http://localhost/api/ingest/events', {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify(event),
    }),
  )
  const answer = (await response.json()) as { rejected: number }
  expect(answer.rejected, JSON.stringify(answer)).toBe(0)
}

beforeAll(async () => {
  process.env.BETTER_AUTH_SECRET = 'a secret of the tests, 32 characters'
  key = await seedKey(owner(), null)
})
beforeEach(async () => {
  await owner()`truncate reviews, refunds, tool_versions cascade`
})

describe('an answer', () => {
  it('is given by members, once in the journal, and changed without losing its moment', async () => {
    const [who, other] = [await publisher(), await publisher()]
    const { id } = await review(who, ago(30 * HOUR))
    await expect(answerReview(other.ctx, { id, response: 'Not mine' })).rejects.toMatchObject({ code: 'not_found' })
    await expect(
      answerReview({ ...who.ctx, actor: { kind: 'key', keyId: 'k', organizationId: who.organizationId, scopes: ['scores:read'] } }, { id, response: 'x' }),
    ).rejects.toMatchObject({ code: 'forbidden' })
    for (const response of ['', '   ', 'x'.repeat(2_001)]) await expect(answerReview(who.ctx, { id, response })).rejects.toThrow()
    expect(await stored(id)).toMatchObject({ response: null, responded_at: null })

    expect(await answerReview(who.memberCtx, { id, response: ' Thank you ' })).toEqual({ response: 'Thank you', respondedAt: now, edited: false })
    const later = new Date(now.getTime() + DAY)
    expect(await answerReview({ ...who.ctx, now: later }, { id, response: 'Thank you' })).toMatchObject({ edited: true, respondedAt: now })
    expect(await answerReview({ ...who.ctx, now: later }, { id, response: 'Thank you, it is fixed' })).toMatchObject({ edited: true, respondedAt: now })
    expect(await stored(id)).toMatchObject({ response: 'Thank you, it is fixed', responded_at: now, response_edited_at: later })
    const journal = await owner()`select action, after from journal where subject_id = ${id} order by id`
    expect(journal).toEqual([
      { action: 'review.answered', after: { toolId: who.toolId, rating: 4, characters: 9 } },
      { action: 'review.answer_changed', after: { toolId: who.toolId, rating: 4, characters: 22 } },
    ])
  })

  it('is kept when the platform reports the review again, or an older answer, or the same one days later', async () => {
    const who = await publisher()
    const { id, externalId } = await review(who, ago(30 * HOUR))
    await answerReview({ ...who.ctx, now: ago(20 * HOUR) }, { id, response: 'First' })
    await answerReview({ ...who.ctx, now: ago(10 * HOUR) }, { id, response: 'Better' })
    await report('review', { id: externalId, tool: who.tool, rating: 5, body: 'Works well now', postedAt: ago(30 * HOUR).toISOString() }, ago(MINUTE))
    expect(await stored(id)).toMatchObject({ response: 'Better', responded_at: ago(20 * HOUR), rating: 5, body: 'Works well now' })
    await report('review_response', { review: externalId, response: 'First', respondedAt: ago(20 * HOUR).toISOString() }, ago(MINUTE))
    expect(await stored(id)).toMatchObject({ response: 'Better' })
    // The platform took it over and dates it by when it did: the text is theirs from then on, the moment stays.
    await report('review_response', { review: externalId, response: 'Better still', respondedAt: ago(HOUR).toISOString() }, ago(MINUTE))
    expect(await stored(id)).toMatchObject({ response: 'Better still', responded_at: ago(20 * HOUR) })
  })

  it('raises what the score reads at the next calculation', async () => {
    const who = await publisher()
    const asOf = startOfDay(now)
    const posted = new Date(asOf.getTime() - 30 * HOUR)
    const { id } = await review(who, posted)
    await review(who, addDays(asOf, -5), { respondedAt: addDays(asOf, -4) })
    const facts = () => withTenant(who.organizationId, async (tx) => (await readDeveloperFacts(tx, { asOf, now }))[0]?.inputs)
    expect(await facts()).toMatchObject({ reviews: 2, reviewsDue: 1, answered: 1, answeredInTime: 1 })
    await answerReview({ ...who.ctx, now: new Date(asOf.getTime() - HOUR) }, { id, response: 'Thanks' })
    expect(await facts()).toMatchObject({ reviews: 2, reviewsDue: 2, answered: 2, answeredInTime: 2 })
  })
})

describe('the list', () => {
  it('narrows by state, stars, tool and text, and says what waits', async () => {
    const [who, other] = [await publisher(), await publisher()]
    const fresh = await review(who, ago(10 * HOUR), { rating: 1, body: 'Too 100% slow' })
    const late = await review(who, ago(60 * HOUR), { rating: 2 })
    const done = await review(who, ago(5 * DAY), { rating: 5, respondedAt: ago(4 * DAY) })
    const old = await review(who, ago(60 * DAY), { rating: 3 })
    await review(other, ago(HOUR))
    const scope = { organizationId: who.organizationId, now }
    const ids = (filter: object) =>
      withTenant(who.organizationId, async (tx) => (await listReviewPage(tx, { ...scope, ...filter, limit: 10, offset: 0 })).map(({ id }) => id))
    expect(await ids({})).toEqual([fresh.id, late.id, done.id, old.id])
    expect(await ids({ state: 'waiting' })).toEqual([fresh.id, late.id, old.id])
    expect(await ids({ state: 'in_time' })).toEqual([fresh.id])
    expect(await ids({ state: 'answered' })).toEqual([done.id])
    expect(await ids({ stars: 'low' })).toEqual([fresh.id, late.id])
    expect(await ids({ stars: '5' })).toEqual([done.id])
    expect(await ids({ search: '100%' })).toEqual([fresh.id])
    expect(await ids({ search: '100_' })).toEqual([])
    expect(await ids({ tool: other.toolId })).toEqual([])
    // Even when the filter of the organization is forgotten, the database shows the own rows only.
    expect(await withTenant(who.organizationId, (tx) => countReviews(tx, { organizationId: other.organizationId, now }))).toBe(0)
    expect(await withTenant(who.organizationId, (tx) => getWaitingReviews(tx, scope))).toEqual({
      reviews: 3,
      waiting: 2,
      inTime: 1,
      oldestWaitingAt: ago(60 * HOUR),
      nextDueAt: new Date(now.getTime() + 38 * HOUR),
    })
    await owner()`update tools set archived_at = now() where id = ${who.toolId}`
    expect(await withTenant(who.organizationId, (tx) => getWaitingReviews(tx, scope))).toMatchObject({ reviews: 0, waiting: 0 })
  })

  it('adds refunds and disputes up by tool', async () => {
    const who = await publisher()
    await owner()`
      insert into refunds (organization_id, tool_id, external_id, kind, amount_micros, at) values
        (${who.organizationId}, ${who.toolId}, 'x1', 'refund', 1000000, ${ago(DAY)}), (${who.organizationId}, ${who.toolId}, 'x2', 'dispute', 500000, ${ago(2 * DAY)}),
        (${who.organizationId}, ${who.toolId}, 'x3', 'dispute', 500000, ${ago(40 * DAY)})`
    const window = { from: addDays(now, -28), to: now }
    expect(await withTenant(who.organizationId, (tx) => listToolRefunds(tx, { organizationId: who.organizationId, window }))).toMatchObject([
      { toolId: who.toolId, refunds: 1, disputes: 1, amountMicros: 1_500_000 },
    ])
  })
})

describe('the API', () => {
  const call = async (handler: typeof readRoute, options: { id?: string; cookie?: string; bearer?: string; body?: unknown; query?: string }) => {
    const headers = new Headers()
    if (options.cookie) headers.set('cookie', options.cookie)
    if (options.bearer) headers.set('authorization', `Bearer ${options.bearer}`)
    if (options.body !== undefined) headers.set('content-type', 'application/json')
    const request = new Request(`http://localhost:3000/api/dashboard/reviews${options.query ?? ''}`, {
      method: options.body === undefined ? 'GET' : 'POST',
      headers,
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
    })
    const response = await handler(request, { params: Promise.resolve({ reviewId: options.id ?? '' }) })
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }

  it('lists, reads and takes answers from people; keys only read, strangers nothing', async () => {
    const [who, other] = [await publisher(), await publisher()]
    const { id } = await review(who, ago(HOUR))
    const cookie = await signIn(who.email)
    const bearer = await seedKey(owner(), who.organizationId, ['scores:read'])
    const stranger = await seedKey(owner(), other.organizationId, ['scores:read'])
    expect((await call(listRoute, { bearer })).body).toMatchObject({ total: 1, page: 1, reviews: [{ id, rating: 4, response: null, respondedAt: null }] })
    expect((await call(listRoute, { bearer, query: '?state=answered' })).body).toMatchObject({ total: 0 })
    expect((await call(listRoute, { bearer, query: '?state=nonsense' })).status).toBe(400)
    expect((await call(listRoute, { bearer: stranger })).body).toMatchObject({ total: 0 })
    expect((await call(readRoute, { id, bearer: stranger })).status).toBe(404)
    expect((await call(readRoute, { id: 'no-id', bearer })).status).toBe(404)
    expect((await call(answerRoute, { id, bearer, body: { response: 'Thanks' } })).status).toBe(403)
    expect((await call(answerRoute, { id, body: { response: 'Thanks' } })).status).toBe(401)
    expect((await call(answerRoute, { id, cookie, body: { response: ' ' } })).status).toBe(400)
    expect((await call(answerRoute, { id, cookie, body: { response: 'Thanks' } })).body).toMatchObject({ response: 'Thanks', edited: false })
    expect((await call(readRoute, { id, bearer })).body).toMatchObject({ response: 'Thanks', respondedAt: expect.any(String) })
  })
})

describe('a missing changelog', () => {
  const version = async (who: Publisher, changelog = '', reportedAt: Date | null = ago(DAY)) => {
    const [row] = await owner()<{ id: string }[]>`
      insert into tool_versions (organization_id, tool_id, version, changelog, released_at, reported_at)
      values (${who.organizationId}, ${who.toolId}, '1.2.0', ${changelog}, ${ago(3 * DAY)}, ${reportedAt}) returning id`
    return row?.id ?? ''
  }
  const text = async (id: string) => (await owner()`select changelog from tool_versions where id = ${id}`)[0]?.changelog

  it('is written by owners, and brings the points', async () => {
    const [who, other] = [await publisher(), await publisher()]
    const id = await version(who)
    const state = () =>
      withTenant(who.organizationId, async (tx) => (await readDeveloperFacts(tx, { asOf: startOfDay(now), now }))[0]?.inputs.tools[0]?.version)
    expect(await state()).toBe('no_changelog')
    await expect(writeChangelog(who.memberCtx, { id, changelog: 'Faster' })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(writeChangelog(other.ctx, { id, changelog: 'Faster' })).rejects.toMatchObject({ code: 'not_found' })
    await expect(writeChangelog(who.ctx, { id, changelog: ' ' })).rejects.toThrow()
    await writeChangelog(who.ctx, { id, changelog: 'Faster.' })
    await writeChangelog(who.ctx, { id, changelog: 'Twice as fast.' })
    expect(await text(id)).toBe('Twice as fast.')
    expect(await state()).toBe('good')
    expect(await owner()`select action from journal where subject_id = ${id}`).toHaveLength(2)
  })

  it('gives way to the platform’s own word only: not to silence, not to an older report', async () => {
    const who = await publisher()
    const id = await version(who)
    await writeChangelog({ ...who.ctx, now: ago(HOUR) }, { id, changelog: 'Written here' })
    await report('tool_version', { tool: who.tool, version: '1.2.0', changelog: 'Older' }, ago(2 * HOUR))
    await report('tool_version', { tool: who.tool, version: '1.2.0', changelog: '' }, ago(2 * MINUTE))
    await report('tool_version', { tool: who.tool, version: '1.2.0' }, ago(2 * MINUTE))
    expect(await text(id)).toBe('Written here')
    await report('tool_version', { tool: who.tool, version: '1.2.0', changelog: 'Theirs' }, ago(MINUTE))
    expect(await text(id)).toBe('Theirs')
    await expect(writeChangelog(who.ctx, { id, changelog: 'Mine again' })).rejects.toMatchObject({ code: 'conflict' })
  })
})
