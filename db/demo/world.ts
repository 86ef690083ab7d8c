import { addDays, DAY } from '@/lib/time'
import { businessPublishers } from './catalogue/business'
import { contentPublishers } from './catalogue/content'
import type { PublisherOffer, ToolOffer } from './catalogue/model'
import { systemsPublishers } from './catalogue/systems'
import { consumerName, consumerZone } from './consumer-names'
import { type Profile, profiles } from './profiles'
import { chance, evenly, kebab, mix, namedId } from './random'
import { type Effect, type Outage, outagesAt, stories, storyWindow } from './stories'

// The simulated marketplace as a whole, before anybody calls: organizations, tools, who uses what.
// Pure: the same seed and anchor give the same world, and ids depend on the seed alone, so that a
// later load keeps every address.

export const DEFAULT_SEED = 20
/** Days of history that a load brings. */
export const HISTORY_DAYS = 60
/** Days of receipts: today's and those of the four weeks before. */
export const SCORE_DAYS = 29
/**
 * Days of daily rows. The oldest receipt looks at 28 days and compares them with the 28 before, which
 * lie beyond the sixty: of them there are daily sums only.
 */
export const DAILY_DAYS = SCORE_DAYS + 2 * 28
const CONSUMERS = 400
// The catalogue tells popularity; this turns it into calls a day that load within seconds.
const VOLUME = 0.45

export interface DemoOrganization {
  organizationId: string
  externalId: string
  name: string
  slug: string
  timeZone: string
  plan: 'free' | 'starter' | 'pro' | 'enterprise'
}

export interface DemoDeveloper extends DemoOrganization {
  index: number
  developerId: string
  offer: PublisherOffer
  profile: Profile
  /** When it joined; nothing of it is older. */
  since: Date
}

export interface DemoConsumer extends DemoOrganization {
  index: number
  consumerId: string
  keyPrefix: string
  /** Calls only within these moments, in ms. */
  firstMs: number
  lastMs: number
}

/** An effect of a story on one tool, in ms; lasting ones end at infinity. */
export interface ToolEffect extends Effect {
  fromMs: number
  toMs: number
}

export interface DemoTool {
  index: number
  id: string
  externalId: string
  slug: string
  route: string
  developer: DemoDeveloper
  offer: ToolOffer
  callsPerDay: number
  medianMs: number
  /** Width of the lognormal latency. */
  sigma: number
  developerErrors: number
  consumerErrors: number
  publishedAt: Date
  effects: ToolEffect[]
  /** Outages that cover this tool, oldest first. */
  outages: Outage[]
  /** Consumer indexes, drawn from with one even number: heavy users stand in it often. */
  audience: Uint16Array
}

export interface World {
  seed: number
  anchor: Date
  developers: DemoDeveloper[]
  consumers: DemoConsumer[]
  tools: DemoTool[]
  outages: Outage[]
}

/** The marketplace as it is at `anchor`, the moment of loading. */
export function buildWorld(seed: number, anchor: Date): World {
  const offers = [...contentPublishers, ...businessPublishers, ...systemsPublishers]
  const developers = offers.map((offer, index) => developer(seed, anchor, offer, index))
  const consumers = Array.from({ length: CONSUMERS }, (_, index) => consumer(seed, anchor, index))
  const outages = outagesAt(anchor).sort((a, b) => a.from.getTime() - b.from.getTime())
  const tools = developers
    .flatMap((owner) => owner.offer.tools.map((offer) => ({ owner, offer })))
    .map(({ owner, offer }, index) => tool(seed, anchor, owner, offer, index, outages))
  return { seed, anchor, developers, consumers, tools, outages }
}

function developer(seed: number, anchor: Date, offer: PublisherOffer, index: number): DemoDeveloper {
  const age = offer.profile === 'newcomer' ? 3.2 : 150 + 900 * chance(seed, 11, index)
  return {
    index,
    organizationId: namedId(seed, `developer organization ${index}`),
    developerId: namedId(seed, `developer ${index}`),
    externalId: `demo:organization:${kebab(offer.name)}`,
    name: offer.name,
    slug: `demo-${kebab(offer.name)}`,
    timeZone: offer.timeZone,
    plan: offer.plan,
    offer,
    profile: individual(seed, index, profiles[offer.profile]),
    since: addDays(anchor, -age),
  }
}

// Publishers of one profile are alike, not equal.
function individual(seed: number, index: number, profile: Profile): Profile {
  const wobble = (n: number, span: number) => 1 + span * (chance(seed, 12, index, n) - 0.5)
  const missing = (share: number) => Math.min(1, Math.max(0, 1 - (1 - share) * wobble(1, 0.4)))
  return {
    ...profile,
    keyAgesDays: profile.keyAgesDays.map((age, i) => Math.round(age * wobble(20 + i, 0.12))),
    deliveredShare: missing(profile.deliveredShare),
    respondedShare: missing(profile.respondedShare),
    meanRating: Math.min(4.95, profile.meanRating + 0.16 * (chance(seed, 12, index, 2) - 0.5)),
    developerErrors: profile.developerErrors * wobble(3, 0.4),
    consumerErrors: profile.consumerErrors * wobble(4, 0.6),
    growthPerDay: profile.growthPerDay + 0.0012 * (chance(seed, 12, index, 5) - 0.5),
  }
}

function consumer(seed: number, anchor: Date, index: number): DemoConsumer {
  const name = consumerName(index)
  const u = chance(seed, 21, index)
  // One in twelve has left during the sixty days, one in ten came during them.
  const left = index > 0 && u < 0.085
  const came = index > 0 && u > 0.9
  const plan = chance(seed, 22, index)
  return {
    index,
    organizationId: namedId(seed, `consumer organization ${index}`),
    consumerId: namedId(seed, `consumer ${index}`),
    externalId: `demo:consumer:${kebab(name)}`,
    name,
    slug: `demo-${kebab(name)}`,
    timeZone: consumerZone(chance(seed, 23, index)),
    plan: index === 0 || plan > 0.93 ? 'enterprise' : plan > 0.7 ? 'pro' : plan > 0.35 ? 'starter' : 'free',
    keyPrefix: `pk_${mix(seed, 24, index).toString(36).padStart(7, '0').slice(0, 7)}`,
    firstMs: came ? anchor.getTime() - (4 + 50 * chance(seed, 25, index)) * DAY : -Infinity,
    lastMs: left ? anchor.getTime() - (5 + 40 * chance(seed, 26, index)) * DAY : Infinity,
  }
}

function tool(seed: number, anchor: Date, owner: DemoDeveloper, offer: ToolOffer, index: number, outages: Outage[]): DemoTool {
  const slug = `demo-${kebab(offer.name)}`
  const { profile } = owner
  const callsPerDay = offer.callsPerDay * VOLUME
  return {
    index,
    id: namedId(seed, `tool ${index}`),
    externalId: `demo:tool:${kebab(offer.name)}`,
    slug,
    route: `/tools/${kebab(offer.name)}`,
    developer: owner,
    offer,
    callsPerDay,
    medianMs: offer.medianMs * profile.latencyFactor,
    sigma: 0.32 + 0.22 * chance(seed, 31, index),
    developerErrors: profile.developerErrors * (0.7 + 0.6 * chance(seed, 32, index)),
    consumerErrors: profile.consumerErrors * (0.6 + 0.8 * chance(seed, 33, index)),
    publishedAt: new Date(Math.max(owner.since.getTime() + DAY, anchor.getTime() - (90 + 500 * chance(seed, 34, index)) * DAY)),
    effects: effectsOn(offer, anchor),
    outages: outages.filter((o) => o.kind === 'platform' || (o.provider !== null && offer.dependsOn.includes(o.provider))),
    audience: audienceOf(seed, index, callsPerDay),
  }
}

function effectsOn(offer: ToolOffer, anchor: Date): ToolEffect[] {
  return stories
    .filter((story) => story.tools.includes(offer.name))
    .map((story) => {
      const { from, to } = storyWindow(story, anchor)
      return { ...story.effect, fromMs: from.getTime(), toMs: to?.getTime() ?? Infinity }
    })
}

// Popular tools have more consumers, each tool a few heavy ones: the k-th of them calls about 1/k as
// often as the first. The first consumer of all uses every popular tool.
function audienceOf(seed: number, index: number, callsPerDay: number): Uint16Array {
  const size = Math.round(Math.min(140, 4 + 1.35 * callsPerDay ** 0.55))
  const members = new Set<number>(callsPerDay > 250 ? [0] : [])
  for (let i = 0; members.size < size; i++) {
    // Squared: some consumers use far more tools than others.
    members.add(1 + Math.floor((CONSUMERS - 1) * evenly(i, chance(seed, 41, index)) ** 1.35))
  }
  const ranked = [...members].sort((a, b) => mix(seed, 42, index, a) - mix(seed, 42, index, b))
  const weights = ranked.map((_, k) => 1 / (k + 1.5))
  const total = weights.reduce((sum, w) => sum + w, 0)
  const places = 1024
  return Uint16Array.from(ranked.flatMap((member, k) => Array<number>(Math.max(1, Math.round(((weights[k] ?? 0) / total) * places))).fill(member)))
}
