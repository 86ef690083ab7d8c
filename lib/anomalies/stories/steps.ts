import { formatDateTime } from '@/lib/format'
import type { AnomalyState, StoryCause, StoryFacts } from '../model'
import { leadingSign } from './signs'

/** One thing to do; href leads to the page where it is done. */
export interface Step {
  text: string
  href?: string
}

type Standing = { facts: StoryFacts; state: AnomalyState; lastBadAt: Date }

/** How a story stands that does not go on as it began: what is to be known before anything is done. Null while it goes on. */
export function storyStanding({ facts, state, lastBadAt }: Standing, zone: string): string | null {
  switch (state) {
    case 'ongoing':
      return null
    case 'resolved':
      return `As usual again since ${formatDateTime(lastBadAt, zone)}: nothing is urgent.${isOutOfReach(facts) ? '' : ' To keep it from coming back:'}`
    case 'expired':
      return 'It has lasted for 48 hours and counts as usual from now on. If it should not:'
    case 'dismissed':
      return 'Somebody has dismissed this: nothing is left to do.'
    case 'false_positive':
      return 'Somebody has marked this as a false alarm: nothing is left to do. The detector learns from it.'
    case 'withdrawn':
      return 'Calls that were reported late show that nothing was unusual: there is nothing to do.'
  }
}

/** What to do about a story, first things first: what is left to do where it is over, nothing at all where a person closed it. */
export function storySteps({ facts, state }: Pick<Standing, 'facts' | 'state'>): Step[] {
  if (state === 'ongoing' || state === 'expired') return [...causeSteps(facts), ...suspectSteps(facts)]
  if (state !== 'resolved') return []
  return [...(afterwards(facts) ?? causeSteps(facts)), ...suspectSteps(facts)]
}

/** Is the cause one that whoever reads this cannot do away with? */
function isOutOfReach({ cause }: StoryFacts): boolean {
  return cause?.kind === 'platform' || (cause?.kind === 'provider' && cause.pattern !== 'credentials' && cause.pattern !== 'rate_limit')
}

/** What is left to do once it is over, where that is not what there was to do; null where it is. */
function afterwards(facts: StoryFacts): Step[] | null {
  const { cause } = facts
  if (!cause) return null
  const tool = toolPage(facts)
  const { kind, label, pattern } = cause
  const status = cause.statusCode === null ? '' : ` (${cause.statusCode})`
  if (kind === 'platform')
    return [
      { text: 'There was nothing to fix on the tools: the platform was the cause, and its staff saw this story.' },
      { text: 'Mails that would have been out of place and the clocks of quality gates were held while it lasted.' },
    ]
  if (kind === 'version')
    return [
      { text: `Make sure that a repaired release runs everywhere, and not ${releaseName(label)}.`, ...tool },
      { text: 'Compare the failed calls with what the release changed, and check for it before the next one.' },
    ]
  if (kind === 'provider' && pattern === 'credentials')
    return [
      { text: `Make sure that the key at provider ${label} was renewed wherever it is used: it refused the old one${status}.`, ...tool },
      { text: 'Note the day on which the new key expires, and renew it before.' },
    ]
  if (isOutOfReach(facts))
    return [
      { text: `There was nothing to fix here: provider ${label} was the cause.` },
      { text: 'If the tool can do without it, prepare another provider or a cache for the next time.', ...tool },
      isShared(facts)
        ? { text: 'Mails that would have been out of place and the clocks of quality gates were held while it lasted.' }
        : { text: 'Failures of a provider are not charged to you in fair rates.' },
    ]
  if ((kind === 'consumer' || kind === 'api_key') && pattern === 'retry_loop') {
    const who = kind === 'consumer' ? label : `the owner of the key ${label}…`
    return [
      { text: `Tell ${who} which call failed${status}, and ask for pauses that grow between attempts.` },
      { text: `Set a limit that a loop of ${kind === 'consumer' ? label : `the key ${label}…`} cannot exceed.`, ...tool },
    ]
  }
  return null
}

function isShared({ affected, platform }: StoryFacts): boolean {
  return affected.developers > 1 || platform !== null
}

/** A version by its number, a deploy by its label, which says that it is one. */
export function releaseName(label: string): string {
  return label.startsWith('deploy ') ? label : `version ${label}`
}

function causeSteps(facts: StoryFacts): Step[] {
  const { cause } = facts
  const sign = leadingSign(facts.signs)
  if (cause) return byCause(facts, cause)
  const tool = toolPage(facts)
  if (!sign) return []
  if (sign.metric === 'error_rate' && sign.direction === 'up')
    return [
      { text: 'Look at the failed calls by status: 5xx first.', ...tool },
      { text: 'Compare the start with your own releases and settings: nothing that is reported here explains it.' },
    ]
  if (sign.metric === 'invocations' && sign.direction === 'down')
    return [
      { text: 'Look whether the health endpoint answers.', ...tool },
      { text: 'Call the tool once yourself, the way a consumer does: routing and certificates fail before your service sees a call.' },
      { text: 'Undo what was deployed or re-routed shortly before; if nothing was, ask the largest consumer whether it still calls.' },
    ]
  if (sign.metric === 'latency' && sign.direction === 'up')
    return [
      { text: 'Look whether the slow answers come with more calls (too little capacity) or without (something behind the tool).', ...tool },
      { text: 'Check the database and the providers that the tool waits for.' },
    ]
  if (sign.metric === 'revenue' && sign.direction === 'down')
    return [
      { text: 'Compare prices and plans with those of the week before: the calls alone do not explain it.', ...tool },
      { text: 'Look whether calls are still reported with their cost.' },
    ]
  return [{ text: 'Nothing has to be done at once. If it was planned, add it to the calendar of planned events.', ...tool }]
}

function byCause(facts: StoryFacts, cause: StoryCause): Step[] {
  const tool = toolPage(facts)
  switch (cause.kind) {
    case 'consumer':
    case 'api_key':
      return callerSteps(cause, tool)
    case 'provider':
      return providerSteps(facts, cause, tool)
    case 'version':
      return [
        { text: `Roll back ${releaseName(cause.label)}, or fix it and release again.`, ...tool },
        { text: 'Compare the failed calls with what the release changed, in the status and code they fail with.' },
      ]
    case 'platform':
      return [
        { text: 'There is nothing to fix on the tools: the platform is the cause, and its staff see this story.' },
        { text: 'Mails that would be out of place and the clocks of quality gates are held while it lasts.' },
      ]
    case 'error_code':
      return [
        { text: `Look up what the code ${cause.label} means in your service, and find the failing calls in its log.`, ...tool },
        { text: 'All consumers meet it: tell them, and look at what changed before the start.' },
      ]
    case 'route':
      return [
        { text: `Check what route ${cause.label} leads to: region, gateway, certificate.`, ...tool },
        { text: 'Send its calls over another route until it works again.' },
      ]
    case 'tool':
      return [{ text: `Look at ${cause.label} first: the others follow it.`, ...tool }]
  }
}

function callerSteps({ kind, label, pattern, statusCode }: StoryCause, tool: Pick<Step, 'href'>): Step[] {
  const who = kind === 'consumer' ? label : `the owner of the key ${label}…`
  const limit = kind === 'consumer' ? label : `the key ${label}…`
  switch (pattern) {
    case 'retry_loop':
      return [
        { text: `Limit the calls of ${limit} until it stops retrying.` },
        { text: `Tell ${who} which call fails${statusCode === null ? '' : ` (${statusCode})`}, and ask for pauses that grow between attempts.` },
        { text: 'The others are served as usual; the tool itself needs no change.', ...tool },
      ]
    case 'credentials':
      return [{ text: `Tell ${who} that its key is refused${statusCode === null ? '' : ` (${statusCode})`}: it may be expired, revoked or mistyped.` }]
    case 'rate_limit':
      return [
        { text: `Tell ${who} that it calls over its limit, or raise the limit if you can serve it.` },
        { text: 'The others are served as usual.', ...tool },
      ]
    case 'errors':
      return [
        { text: `Look at the failing calls of ${limit}: its input or its rights differ from the others’.`, ...tool },
        { text: `Tell ${who} what fails and what to send instead.` },
      ]
    case 'slowness':
      return [
        { text: `Look at what ${who} asks for: large inputs or costly queries are answered slowly.`, ...tool },
        { text: 'Limit it if the others wait because of it.' },
      ]
    case 'surge':
      return [
        { text: `Ask ${who} whether the calls are meant: a loop looks the same as a launch.` },
        { text: 'Limit it if the others suffer; if it was planned, add it to the calendar of planned events.', ...tool },
      ]
    case 'absence':
      return [{ text: `Ask ${who} whether it stopped on purpose or cannot reach you.` }, { text: 'Look whether its key has expired or was revoked.', ...tool }]
  }
}

function providerSteps(facts: StoryFacts, { label, pattern, statusCode }: StoryCause, tool: Pick<Step, 'href'>): Step[] {
  const status = statusCode === null ? '' : ` (${statusCode})`
  if (pattern === 'credentials')
    return [
      { text: `Renew the key at provider ${label}: it refuses the one in use${status}.` },
      { text: 'Put the new key where the tool reads it, and call the tool once.', ...tool },
      { text: 'Note the day on which the new key expires.' },
    ]
  if (pattern === 'rate_limit')
    return [
      { text: `Ask provider ${label} for a higher limit${status}, or call it less: cache its answers, spread the calls.` },
      { text: 'Look whether the calls of the tool have risen too.', ...tool },
    ]
  return [
    { text: `There is nothing to fix here: watch the status page of provider ${label}.` },
    { text: 'If the tool can do without it, switch to another provider or answer from a cache.', ...tool },
    isShared(facts)
      ? { text: 'Mails that would be out of place and the clocks of quality gates are held while it lasts.' }
      : { text: 'Failures of a provider are not charged to you in fair rates.' },
  ]
}

/** The nearest change is worth a look where it is not the cause itself. */
function suspectSteps({ cause, suspects }: StoryFacts): Step[] {
  const suspect = suspects[0]
  if (!suspect || cause?.kind === 'version' || suspect.likelihood < 0.5) return []
  switch (suspect.kind) {
    case 'version':
    case 'deploy':
    case 'flag_change':
      return [{ text: `If nothing else explains it, undo ${suspect.label}: it came shortly before.` }]
    case 'price_change':
      return [{ text: `Look whether the price change ${suspect.label} was meant to have this effect.` }]
    case 'key_rotation':
      return [{ text: `Look whether everybody uses the right key since ${suspect.label}.` }]
    default:
      return []
  }
}

/** A story of one publisher leads to the tool where it shows; staff have no such page. */
function toolPage({ affected, signs }: StoryFacts): Pick<Step, 'href'> {
  if (affected.developers > 1) return {}
  const id = leadingSign(signs)?.toolId ?? affected.tools[0]?.id
  return id === undefined ? {} : { href: `/dashboard/tools/${id}` }
}
