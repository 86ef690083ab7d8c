import { addDays, DAY, HOUR, MINUTE } from '@/lib/time'
import { chance, evenly, mix, namedId, pick } from './random'
import { answerTexts, changes, reviewTexts } from './review-texts'
import { stories, storyWindow } from './stories'
import { type DemoDeveloper, type DemoTool, HISTORY_DAYS, type World } from './world'

// What the platform reports about publishers beside calls: keys, webhooks, versions, reviews,
// refunds. Rows have the columns of their tables; shares are dealt out evenly (random.ts), so that a
// publisher's scorecard reads what its profile says even where there are few rows.

/** API keys as the platform reports them (metadata only). */
export function keysOf({ seed, anchor }: World, developer: DemoDeveloper) {
  return developer.profile.keyAgesDays.map((age, i) => ({
    id: namedId(seed, `key ${developer.index} ${i}`),
    organizationId: developer.organizationId,
    externalId: `demo:key:${developer.index}:${i}`,
    name: ['Production', 'Staging', 'Batch jobs', 'Old integration'][i] ?? `Key ${i + 1}`,
    prefix: `sk_${mix(seed, 61, developer.index, i).toString(36).padStart(7, '0').slice(0, 7)}`,
    ipAllowlist: i < developer.profile.allowlistedKeys ? [`203.0.113.${16 * i}/28`] : [],
    issuedAt: latest(addDays(anchor, -age), developer.since),
    lastUsedAt: addDays(anchor, -chance(seed, 62, developer.index, i) * (age > 200 ? 20 : 1)),
  }))
}

/** The webhook endpoint and, for the sixty days, its deliveries. */
export function webhooksOf({ seed, anchor }: World, developer: DemoDeveloper) {
  if (!developer.profile.webhook) return { endpoints: [], deliveries: [] }
  const endpointId = namedId(seed, `webhook ${developer.index}`)
  const host = developer.slug.replace(/^demo-/, '')
  const endpoint = {
    id: endpointId,
    organizationId: developer.organizationId,
    externalId: `demo:webhook:${developer.index}`,
    url: `https://hooks.${host}.example/pulse`,
  }
  const perDay = 5 + Math.round(7 * chance(seed, 63, developer.index))
  const events = ['payout.created', 'review.posted', 'invocation.failed', 'key.used', 'dispute.opened']
  const { until, deliveredShare } = developer.profile
  const deliveries = Array.from({ length: perDay * HISTORY_DAYS }, (_, i) => {
    const share = until && i >= until.daysAgo * perDay ? until.deliveredShare : deliveredShare
    const delivered = evenly(i, chance(seed, 64, developer.index)) < share
    return {
      id: namedId(seed, `delivery ${developer.index} ${i}`),
      organizationId: developer.organizationId,
      endpointId,
      externalId: `demo:delivery:${developer.index}:${i}`,
      eventType: pick(events, chance(seed, 65, developer.index, i)),
      delivered,
      // Slow endpoints: the platform gives up waiting.
      statusCode: delivered ? 200 : pick([null, null, 504, 500], chance(seed, 66, developer.index, i)),
      attempt: delivered ? 1 : 3,
      at: new Date(anchor.getTime() - ((i + chance(seed, 67, developer.index, i)) / perDay) * DAY - MINUTE),
    }
  })
  return { endpoints: [endpoint], deliveries }
}

/** Versions of a tool, oldest first. */
export function versionsOf({ seed, anchor }: World, tool: DemoTool) {
  if (tool.developer.offer.profile === 'newcomer') return []
  const proper = tool.developer.profile.properVersions
  const count = 2 + Math.floor(5 * chance(seed, 71, tool.index))
  const published = tool.publishedAt.getTime()
  // The newest release of a tool that is looked after lies days back, else months.
  const newest = anchor.getTime() - (proper ? 12 + 60 * chance(seed, 72, tool.index) : 150) * DAY
  const releases = Array.from({ length: count }, (_, i) => ({
    version: proper ? `${1 + Math.floor(i / 4)}.${i % 4}.${Math.floor(3 * chance(seed, 73, tool.index, i))}` : `r${i + 1}`,
    changelog: proper ? `${pick(changes, chance(seed, 74, tool.index, i))} ${i > 0 ? 'Nothing to change on your side.' : 'First release.'}` : '',
    releasedAt: new Date(published + ((Math.max(newest, published) - published) * i) / Math.max(1, count - 1)),
  }))
  for (const story of stories) {
    if (!story.tools.includes(tool.offer.name)) continue
    const { from, to } = storyWindow(story, anchor)
    if (story.release) releases.push({ ...story.release, releasedAt: from })
    if (story.repair && to) releases.push({ ...story.repair, releasedAt: to })
  }
  return releases
    .sort((a, b) => a.releasedAt.getTime() - b.releasedAt.getTime())
    .map((release) => ({
      id: namedId(seed, `version ${tool.index} ${release.version}`),
      organizationId: tool.developer.organizationId,
      toolId: tool.id,
      ...release,
    }))
}

const deployLabels = ['Second region in operation', 'Moved to larger machines', 'New model behind the same version', 'Database upgraded']

/** Marks on the time axis that are no releases: what the stories plant, and now and then a deploy. */
export function markersOf({ seed, anchor }: World, tool: DemoTool) {
  const planted = stories
    .filter((story) => story.mark && story.tools.includes(tool.offer.name))
    .map((story) => ({ ...story.mark, at: storyWindow(story, anchor).from }))
  const u = chance(seed, 75, tool.index)
  const deploys = u < 0.15 ? [{ kind: 'deploy', label: pick(deployLabels, u / 0.15), at: addDays(anchor, -2 - 50 * chance(seed, 76, tool.index)) }] : []
  return [...planted, ...deploys].map(({ kind = 'deploy', label = '', at }, i) => ({
    id: namedId(seed, `marker ${tool.index} ${i}`),
    organizationId: tool.developer.organizationId,
    toolId: tool.id,
    externalId: `demo:marker:${tool.index}:${i}`,
    kind,
    label,
    at,
  }))
}

/** Reviews of a tool during the sixty days, with what the publisher answered by now. */
export function reviewsOf(world: World, tool: DemoTool) {
  const { seed, anchor } = world
  const { profile } = tool.developer
  if (tool.developer.offer.profile === 'newcomer') return []
  const count = Math.round(0.85 * Math.sqrt(tool.callsPerDay))
  const quiet = tool.effects.some((effect) => effect.volume === 0)
  return Array.from({ length: count }, (_, i) => {
    const u = chance(seed, 81, tool.index, i)
    const postedAt = new Date(anchor.getTime() - (((i + u) / count) * (quiet ? HISTORY_DAYS - 42 : HISTORY_DAYS) + (quiet ? 42 : 0.1)) * DAY)
    const mean = profile.until && postedAt < addDays(anchor, -profile.until.daysAgo) ? profile.until.meanRating : profile.meanRating
    const rating = ratingOf(mean, evenly(i, u / 9 + tool.index * 0.3), chance(seed, 82, tool.index, i))
    const answered = evenly(i, tool.index * 0.21) < profile.respondedShare
    const prompt = chance(seed, 83, tool.index, i) < profile.promptShare
    const respondedAt = new Date(postedAt.getTime() + (prompt ? 2 + 40 * chance(seed, 84, tool.index, i) : 60 + 120 * chance(seed, 84, tool.index, i)) * HOUR)
    // Something is always left to do: every other review of the last thirty hours still waits.
    const waits = postedAt > new Date(anchor.getTime() - 30 * HOUR) && chance(seed, 87, tool.index, i) < 0.5
    const done = answered && respondedAt < anchor && !waits
    return {
      id: namedId(seed, `review ${tool.index} ${i}`),
      organizationId: tool.developer.organizationId,
      toolId: tool.id,
      consumerId: world.consumers[tool.audience[Math.floor(u * tool.audience.length)] ?? 0]?.consumerId ?? null,
      externalId: `demo:review:${tool.index}:${i}`,
      rating,
      body: pick(reviewTexts[rating] ?? [''], chance(seed, 85, tool.index, i)),
      postedAt,
      response: done ? pick(answerTexts[rating] ?? [''], chance(seed, 86, tool.index, i)) : null,
      respondedAt: done ? respondedAt : null,
    }
  })
}

// Whole stars whose mean is the wanted one; every sixth review strays by one or two downwards and is
// made up for by the others.
function ratingOf(mean: number, even: number, u: number): number {
  const strays = mean < 4.9 && u < 0.16
  const wanted = strays ? mean - 1.5 : mean + 0.16 * (1.5 / 0.84)
  return Math.min(5, Math.max(1, Math.floor(wanted + even)))
}

/** Refunds and disputes of a paid tool. */
export function refundsOf(world: World, tool: DemoTool) {
  const { seed, anchor } = world
  if (tool.offer.priceMicros === 0) return []
  const count = Math.min(60, Math.round(tool.callsPerDay * HISTORY_DAYS * tool.developer.profile.refundShare * 0.25))
  return Array.from({ length: count }, (_, i) => ({
    id: namedId(seed, `refund ${tool.index} ${i}`),
    organizationId: tool.developer.organizationId,
    toolId: tool.id,
    consumerId: world.consumers[tool.audience[Math.floor(chance(seed, 91, tool.index, i) * tool.audience.length)] ?? 0]?.consumerId ?? null,
    externalId: `demo:refund:${tool.index}:${i}`,
    kind: i % 7 === 6 ? ('dispute' as const) : ('refund' as const),
    amountMicros: tool.offer.priceMicros * (1 + Math.floor(40 * chance(seed, 92, tool.index, i))),
    at: new Date(anchor.getTime() - ((i + chance(seed, 93, tool.index, i)) / count) * HISTORY_DAYS * DAY),
  }))
}

/** Weekly payouts, each Monday 06:00 UTC for the seven days before: 85 % of the revenue. */
export function payoutsOf({ seed, anchor }: World, developer: DemoDeveloper, revenueByDay: ReadonlyMap<number, number>) {
  if (!developer.profile.stripeConnect) return []
  const payouts = []
  for (let day = Math.floor(anchor.getTime() / DAY) * DAY; day > anchor.getTime() - HISTORY_DAYS * DAY; day -= DAY) {
    // 5 January 1970 was a Monday.
    if ((day / DAY - 4) % 7 !== 0 || day + 6 * HOUR > anchor.getTime()) continue
    let revenueMicros = 0
    for (let before = 1; before <= 7; before++) revenueMicros += revenueByDay.get(day - before * DAY) ?? 0
    if (revenueMicros === 0) continue
    payouts.push({
      id: namedId(seed, `payout ${developer.index} ${day}`),
      organizationId: developer.organizationId,
      externalId: `demo:payout:${developer.index}:${day / DAY}`,
      amountMicros: Math.round(revenueMicros * 0.85),
      status: day > anchor.getTime() - 2 * DAY ? 'pending' : 'paid',
      at: new Date(day + 6 * HOUR),
    })
  }
  return payouts
}

function latest(a: Date, b: Date): Date {
  return a > b ? a : b
}
