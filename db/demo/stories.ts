import { addDays, HOUR, MINUTE, startOfDay, type Window } from '@/lib/time'
import type { Provider } from './catalogue/model'

// What goes wrong in the simulated marketplace, where and when: the one list. Days count back from
// the day of the anchor (the `now` that the demo was loaded at), hours are UTC. Whoever judges a
// detector, a chart or a score on the demo compares with this list.

/** What a story does to a tool while it lasts; 1 and 0 are "nothing". */
export interface Effect {
  /** Factor on the number of calls. */
  volume?: number
  /** Factor on the median latency. */
  latency?: number
  /** Share of calls that fail by the publisher's doing, instead of the tool's own. */
  developerErrors?: number
  /** Change of volume per day since the story began: -0.02 = 2 % less each day. */
  declinePerDay?: number
  /** One consumer calls again and again what cannot succeed: so many calls a minute beside the usual ones. */
  loop?: { callsPerMinute: number; statusCode: number; errorCode: string }
  /** A provider refuses the tool's key: this share of calls fails with 401. */
  refused?: { provider: Provider; share: number }
  /** What the health endpoint answers. */
  health?: 'dead' | 'slow'
}

export interface Story {
  id: string
  kind:
    | 'error_spike'
    | 'latency_regression'
    | 'traffic_drop'
    | 'dead_endpoint'
    | 'slow_endpoint'
    | 'dormant'
    | 'slow_decline'
    | 'provider_outage'
    | 'platform_incident'
    | 'retry_loop'
    | 'bad_release'
    | 'expired_key'
  /** What happened, for whoever reads the demo. */
  title: string
  /** Names of the tools (catalogue/); empty = decided by provider, or all. */
  tools: string[]
  daysBefore: number
  /** Minutes after midnight UTC of that day; or so many minutes before the anchor itself. */
  startsAt: number | { beforeAnchor: number }
  /** Null: it still lasts. */
  lastsMinutes: number | null
  effect: Effect
  /** Outages that are not the publishers' fault: the window that excuses, and the share of calls that fail in it. */
  outage?: { kind: 'platform' | 'upstream'; provider: Provider | null; failShare: number }
  /** A release that stands at its beginning. */
  release?: { version: string; changelog: string }
  /** The release that ends it. */
  repair?: { version: string; changelog: string }
  /** Another happening at its beginning, for the time axis. */
  mark?: { kind: string; label: string }
}

const at = (hour: number, minute = 0) => (hour * HOUR + minute * MINUTE) / MINUTE

export const stories: Story[] = [
  {
    id: 'retry-loop',
    kind: 'retry_loop',
    title: 'One consumer of Term Extractor retries a call that cannot succeed, nine times a minute, since 70 minutes and for some hours more',
    tools: ['Term Extractor'],
    daysBefore: 0,
    startsAt: { beforeAnchor: 70 },
    lastsMinutes: 360,
    effect: { loop: { callsPerMinute: 9, statusCode: 422, errorCode: 'input.unprocessable' } },
  },
  {
    id: 'bad-release',
    kind: 'bad_release',
    title: 'Route Planner 2.4.0 fails on every third call, for every consumer alike, until 2.4.1 three hours later',
    tools: ['Route Planner'],
    daysBefore: 1,
    startsAt: at(2),
    lastsMinutes: 190,
    effect: { developerErrors: 0.36, volume: 1.2 },
    release: { version: '2.4.0', changelog: 'New solver for long days. Visits may carry more than one time window.' },
    repair: { version: '2.4.1', changelog: 'Visits without a time window are planned again.' },
  },
  {
    id: 'expired-key',
    kind: 'expired_key',
    title: 'northgate-llm refuses the key of Tone Rewrite for two and a half hours: it had expired',
    tools: ['Tone Rewrite'],
    daysBefore: 1,
    startsAt: at(8, 40),
    lastsMinutes: 150,
    // Callers try again.
    effect: { refused: { provider: 'northgate-llm', share: 0.92 }, volume: 1.6 },
  },
  {
    id: 'provider-outage-six-tools',
    kind: 'provider_outage',
    title: 'cartograph is down for 75 minutes: six tools of three publishers fail together, and their callers try again',
    tools: ['Address Lookup', 'Travel Times', 'Route Planner', 'Parking Near', 'Map Tiles', 'Static Map'],
    daysBefore: 1,
    startsAt: at(20, 30),
    lastsMinutes: 75,
    effect: { volume: 2 },
    outage: { kind: 'upstream', provider: 'cartograph', failShare: 0.86 },
  },
  {
    id: 'error-spike',
    kind: 'error_spike',
    title: 'Order Risk fails on every third call for two and a half hours: a model file that could not be read',
    tools: ['Order Risk'],
    daysBefore: 3,
    startsAt: at(13, 10),
    lastsMinutes: 150,
    effect: { developerErrors: 0.36 },
  },
  {
    id: 'error-spike-yesterday',
    kind: 'error_spike',
    title: 'Parcel Track answers one call in five with an error for forty minutes',
    tools: ['Parcel Track'],
    daysBefore: 1,
    startsAt: at(16, 20),
    lastsMinutes: 40,
    effect: { developerErrors: 0.22 },
  },
  {
    id: 'latency-regression',
    kind: 'latency_regression',
    title: 'Company Facts takes more than twice as long since release 3.2.0',
    tools: ['Company Facts'],
    daysBefore: 9,
    startsAt: at(9, 30),
    lastsMinutes: null,
    effect: { latency: 2.3 },
    release: { version: '3.2.0', changelog: 'Adds the sources of each fact. Looks them up one by one.' },
  },
  {
    id: 'traffic-drop',
    kind: 'traffic_drop',
    title: 'Three quarters of the calls to Exchange Rates stay away: its largest customers changed their keys',
    tools: ['Exchange Rates'],
    daysBefore: 2,
    startsAt: at(9),
    lastsMinutes: null,
    effect: { volume: 0.24 },
    mark: { kind: 'key_rotation', label: 'Two large customers rotated their keys' },
  },
  {
    id: 'dead-endpoint',
    kind: 'dead_endpoint',
    title: 'The health endpoint of Sanction Check answers 503; the tool itself works',
    tools: ['Sanction Check'],
    daysBefore: 4,
    startsAt: at(6, 30),
    lastsMinutes: null,
    effect: { health: 'dead' },
  },
  {
    id: 'slow-endpoint',
    kind: 'slow_endpoint',
    title: 'The health endpoint of Route Planner needs more than two seconds',
    tools: ['Route Planner'],
    daysBefore: 6,
    startsAt: at(11),
    lastsMinutes: null,
    effect: { health: 'slow' },
  },
  {
    id: 'dormant',
    kind: 'dormant',
    title: 'Nobody calls the tools of Semaphore Hill any more',
    tools: ['Push Notes', 'Chat Relay'],
    // 60 quiet days and 7 of grace are over: among the inactive.
    daysBefore: 70,
    startsAt: at(0),
    lastsMinutes: null,
    effect: { volume: 0 },
  },
  {
    id: 'slow-decline',
    kind: 'slow_decline',
    title: 'Page Text loses two calls in a hundred every day',
    tools: ['Page Text'],
    daysBefore: 45,
    startsAt: at(0),
    lastsMinutes: null,
    effect: { declinePerDay: -0.021 },
  },
  {
    id: 'provider-outage',
    kind: 'provider_outage',
    title: 'northgate-llm is down for 95 minutes; every tool that stands on it fails and is excused',
    tools: [],
    daysBefore: 6,
    startsAt: at(14, 5),
    lastsMinutes: 95,
    effect: {},
    outage: { kind: 'upstream', provider: 'northgate-llm', failShare: 0.72 },
  },
  {
    id: 'provider-outage-yesterday',
    kind: 'provider_outage',
    title: 'cardlink is down for 25 minutes',
    tools: [],
    daysBefore: 1,
    startsAt: at(10, 20),
    lastsMinutes: 25,
    effect: {},
    outage: { kind: 'upstream', provider: 'cardlink', failShare: 0.8 },
  },
  {
    id: 'platform-incident',
    kind: 'platform_incident',
    title: 'The gateway refuses half of all calls for 41 minutes',
    tools: [],
    daysBefore: 12,
    startsAt: at(15, 40),
    lastsMinutes: 41,
    effect: {},
    outage: { kind: 'platform', provider: null, failShare: 0.52 },
  },
]

/** When a story happened, seen from the moment of loading; `to` is null while it lasts. */
export function storyWindow(story: Story, anchor: Date): { from: Date; to: Date | null } {
  const from =
    typeof story.startsAt === 'number'
      ? new Date(addDays(startOfDay(anchor), -story.daysBefore).getTime() + story.startsAt * MINUTE)
      : new Date(anchor.getTime() - story.startsAt.beforeAnchor * MINUTE)
  return { from, to: story.lastsMinutes === null ? null : new Date(from.getTime() + story.lastsMinutes * MINUTE) }
}

/** A time in which failures are not the publisher's, as the table fault_windows keeps it. */
export interface Outage extends Window {
  source: string
  label: string
  kind: 'platform' | 'upstream'
  provider: Provider | null
  failShare: number
}

/** The outages among the stories; a platform outage covers every route. */
export function outagesAt(anchor: Date): Outage[] {
  return stories.flatMap((story) => {
    const { from, to } = storyWindow(story, anchor)
    return story.outage && to
      ? [{ ...story.outage, source: `demo:${story.id}`, label: story.outage.provider ? `outage of ${story.outage.provider}` : 'gateway trouble', from, to }]
      : []
  })
}
