import { addDays, DAY, HOUR, MINUTE, SECOND } from '@/lib/time'
import { reviewsOf, webhooksOf } from './facts'
import { chance, namedId } from './random'
import type { DemoDeveloper, World } from './world'

// Webhooks that were sent from here to the simulated publishers: what reviews of the last two weeks
// became. Most were accepted; one publisher's endpoint has been failing for two days, another's was
// switched off. Rows have the columns of their tables.

const SENT_DAYS = 14
/** What happened within a day is told by the running app itself. */
const LEFT_DAYS = 1

const troubles: Record<string, 'failing' | 'off'> = { Quillstone: 'failing', Feesight: 'off' }

/** Messages, sends, attempts and outcomes of a publisher that has an endpoint, and how the endpoint stands. */
export function sendsOf(world: World, developer: DemoDeveloper) {
  const { seed, anchor } = world
  const [endpoint] = webhooksOf(world, developer).endpoints
  if (!endpoint) return { messages: [], sends: [], attempts: [], outcomes: [], health: [] }
  const trouble = troubles[developer.name] ?? null
  const since = addDays(anchor, trouble === 'off' ? -8 : -2)
  const offAt = addDays(since, 5)
  const reviews = world.tools
    .filter((tool) => tool.developer.index === developer.index)
    .flatMap((tool) => reviewsOf(world, tool).map((review) => ({ tool, review })))
    .filter(({ review }) => review.postedAt > addDays(anchor, -SENT_DAYS) && review.postedAt < addDays(anchor, -LEFT_DAYS))
    .filter(({ review }) => trouble !== 'off' || review.postedAt < offAt)
    .sort((a, b) => a.review.postedAt.getTime() - b.review.postedAt.getTime())

  const told = reviews.map(({ tool, review }, i) => {
    const messageId = namedId(seed, `webhook message ${review.id}`)
    const id = namedId(seed, `webhook send ${review.id}`)
    const createdAt = new Date(Math.ceil(review.postedAt.getTime() / MINUTE) * MINUTE)
    const failing = trouble !== null && createdAt >= since
    // The flagship's endpoint was slow once, and failed for one event for good.
    const slow = !failing && developer.offer.profile === 'flagship' && i % 6 === 2
    const dead = slow && i % 12 === 8
    const history = historyOf({ failing, slow, dead, createdAt, until: trouble === 'off' ? offAt : anchor }).map((attempt, n) => ({
      id: namedId(seed, `webhook attempt ${review.id} ${n}`),
      organizationId: developer.organizationId,
      sendId: id,
      attempt: n + 1,
      latencyMs: attempt.status === null ? 15_000 : 60 + Math.round(240 * chance(seed, 68, i, n)),
      ...attempt,
    }))
    const last = history.at(-1)
    const accepted = last?.error === null
    const state = accepted ? ('delivered' as const) : dead ? ('dead' as const) : trouble === 'off' ? ('cancelled' as const) : ('pending' as const)
    const body = JSON.stringify({
      type: 'review.posted',
      timestamp: review.postedAt.toISOString(),
      data: {
        review: { id: review.id, externalId: review.externalId, rating: review.rating, text: review.body, postedAt: review.postedAt.toISOString() },
        tool: { id: tool.id, externalId: tool.externalId, name: tool.offer.name },
      },
    })
    return {
      message: { id: messageId, organizationId: developer.organizationId, type: 'review.posted', body, dedupKey: `review:${review.id}`, createdAt },
      send: {
        id,
        organizationId: developer.organizationId,
        messageId,
        endpointId: endpoint.id,
        state,
        attempts: history.length,
        nextAttemptAt: state === 'pending' ? new Date(anchor.getTime() + (1 + i) * HOUR) : createdAt,
        lastStatus: last?.status ?? null,
        lastError: state === 'cancelled' ? 'The endpoint was switched off because it kept failing.' : (last?.error ?? null),
        lastAnswer: last?.answer ?? null,
        deliveredAt: accepted ? (last?.at ?? null) : null,
        createdAt,
      },
      history,
    }
  })
  const ended = told.filter(({ send }) => send.state === 'delivered' || send.state === 'dead')
  const failures = told.flatMap(({ history }) => history).filter((attempt) => trouble !== null && attempt.at >= since && attempt.error !== null)
  return {
    messages: told.map(({ message }) => message),
    sends: told.map(({ send }) => send),
    attempts: told.flatMap(({ history }) => history),
    outcomes: ended.map(({ send, history }) => ({
      id: namedId(seed, `webhook outcome ${send.id}`),
      organizationId: developer.organizationId,
      endpointId: endpoint.id,
      externalId: `pulsegrid:${send.id}`,
      eventType: 'review.posted',
      delivered: send.state === 'delivered',
      statusCode: send.lastStatus,
      attempt: history.length,
      at: history.at(-1)?.at ?? send.createdAt,
    })),
    health: [
      {
        endpointId: endpoint.id,
        organizationId: developer.organizationId,
        sendsFrom: addDays(anchor, -SENT_DAYS),
        eventTypes: null,
        failures: failures.length,
        failingSince: failures[0]?.at ?? null,
        lastSuccessAt: told.findLast(({ send }) => send.state === 'delivered')?.send.deliveredAt ?? null,
        disabledAt: trouble === 'off' ? offAt : null,
        disabledReason: trouble === 'off' ? 'failing' : null,
        updatedAt: anchor,
      },
    ],
  }
}

interface Told {
  failing: boolean
  slow: boolean
  dead: boolean
  createdAt: Date
  until: Date
}

/** The attempts that were made by then, after the waits of the schedule. */
function historyOf({ failing, slow, dead, createdAt, until }: Told): { at: Date; status: number | null; error: string | null; answer: string | null }[] {
  const waits = [0, MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR]
  const accepted = { status: 200, error: null, answer: '{"received":true}' }
  const late = { status: null, error: 'No complete answer in time.', answer: null }
  const away = { status: 503, error: 'Answered 503.', answer: '{"error":"upstream unavailable"}' }
  const attempts = []
  let atMs = createdAt.getTime() + SECOND
  for (const [n, wait] of waits.entries()) {
    atMs += wait
    if (atMs >= until.getTime()) break
    const at = new Date(Math.min(atMs, createdAt.getTime() + 4 * DAY))
    if (failing) attempts.push({ at, ...away })
    else if (slow && (dead || n === 0))
      attempts.push({ at, ...late, ...(dead && n === waits.length - 1 ? { error: `Gave up after ${n + 1} attempts. ${late.error}` } : {}) })
    else {
      attempts.push({ at, ...accepted })
      break
    }
  }
  return attempts
}
