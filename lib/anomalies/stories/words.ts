import { formatCount, formatDateTime, formatMoney, formatMs, formatPercent, formatTick } from '@/lib/format'
import { DAY } from '@/lib/time'
import type { AnomalySeverity, AnomalyState, CauseKind, Evidence, StoryCause, StoryFacts, Suspect } from '../model'
import { leadingSign, SILENT_RATIO, type Sign } from './signs'
import { releaseName, type Step, storySteps } from './steps'

// How a story is told, on pages and in mails alike: after ten seconds its reader knows what happened,
// why, and what to do. What is not known is said to be unknown.

/** A story as its words are made of it. */
export interface Told {
  facts: StoryFacts
  severity: AnomalySeverity
  state: AnomalyState
  startedAt: Date
  lastBadAt: Date
  endedAt: Date | null
}

export interface StoryWords {
  /** What happened, and its cause, in one sentence without a full stop. */
  title: string
  /** What the cause is known by. */
  why: string
  /** Who is affected, and how much. */
  who: string
  /** What to do, first things first; addresses are within the dashboard. */
  steps: Step[]
}

/** How causes are called over a table. */
export const causeKindWords: Record<CauseKind, string> = {
  consumer: 'Consumer',
  api_key: 'API key',
  error_code: 'Error code',
  provider: 'Provider',
  route: 'Route',
  version: 'Version',
  platform: 'Platform',
  tool: 'Tool',
}

/** What a change is called, as its name follows. */
export const suspectKindWords: Record<Suspect['kind'], string> = {
  version: 'New version',
  deploy: 'Deploy',
  key_rotation: 'Key change',
  price_change: 'Price change',
  flag_change: 'Flag change',
  provider_incident: 'Provider incident',
  platform_incident: 'Platform incident',
  other: 'Change',
}

/**
 * Tells a story.
 * @param zone IANA name of the reader's time zone
 */
export function describeStory(story: Told, zone = 'UTC'): StoryWords {
  return { title: titleOf(story, zone), why: whyOf(story, zone), who: whoOf(story.facts), steps: storySteps(story, zone) }
}

/** "one", "six", from 13 on "13". */
function few(count: number): string {
  return numbers[count] ?? formatCount(count)
}

const numbers = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve']

function titleOf(story: Told, zone: string): string {
  const { facts } = story
  const sign = leadingSign(facts.signs)
  const over = story.state !== 'ongoing'
  const subject = subjectOf(facts)
  if (!sign) return `Something unusual on ${subject}`
  const { cause } = facts
  if (cause?.kind === 'provider' && sign.metric === 'error_rate' && cause.pattern === 'errors' && manyDevelopers(facts))
    return capital(`${subject} ${over ? 'failed' : 'fail'} through provider ${cause.label}`)
  const what = capital(`${phrase(sign)} on ${subject}${sign.metric === 'invocations' && !silent(sign) ? ' than usual' : ''}`)
  if (cause?.kind === 'version') return `${what} since ${releaseName(cause.label)}`
  const because = cause && causeClause(cause, evidenceOf(facts, cause), over)
  if (because) return `${what}: ${because}`
  return `${what} ${when(story, zone)}`
}

function phrase(sign: Sign): string {
  const up = sign.direction === 'up'
  switch (sign.metric) {
    case 'error_rate':
      return up ? 'errors' : 'fewer errors'
    case 'latency':
      return up ? 'slow answers' : 'faster answers'
    case 'invocations':
      return up ? 'more calls' : silent(sign) ? 'no calls' : 'fewer calls'
    case 'revenue':
      return up ? 'more revenue' : 'less revenue'
  }
}

function silent(sign: Sign): boolean {
  return sign.metric === 'invocations' && sign.direction === 'down' && sign.observed <= sign.usual * SILENT_RATIO
}

/** "Route planner", "Route planner and Geocoder", "six tools of three developers". */
function subjectOf(facts: StoryFacts): string {
  const { tools, developers } = facts.affected
  const [first, second] = tools
  if (manyDevelopers(facts)) return `${few(tools.length)} tools of ${few(developers)} developers`
  if (!first) return 'no tool'
  if (!second) return first.name
  return tools.length === 2 ? `${first.name} and ${second.name}` : `${few(tools.length)} tools`
}

function manyDevelopers({ affected }: StoryFacts): boolean {
  return affected.developers > 1
}

/** "since 14:05 UTC", "from 14:05 to 15:10 UTC"; with the day where it is more than one. */
function when({ state, startedAt, lastBadAt, endedAt }: Told, zone: string): string {
  if (state === 'ongoing') return `since ${clock(startedAt, zone)} ${zone}`
  const until = endedAt ?? lastBadAt
  if (until.getTime() - startedAt.getTime() < DAY) return `from ${clock(startedAt, zone)} to ${clock(until, zone)} ${zone}`
  return `from ${formatDateTime(startedAt, zone)} to ${formatDateTime(until, zone)}`
}

function clock(at: Date, zone: string): string {
  return formatTick(at, zone, 0)
}

/** What the cause does, as it follows a colon; null for a kind that says nothing beyond the subject. */
function causeClause(cause: StoryCause, evidence: Evidence | undefined, over: boolean): string | null {
  const status = cause.statusCode === null ? '' : ` (${cause.statusCode})`
  switch (cause.kind) {
    case 'consumer':
      return callerClause(`one consumer, ${cause.label},`, cause, evidence, over)
    case 'api_key':
      return callerClause(`one API key, ${cause.label}…,`, cause, evidence, over)
    case 'provider':
      return providerClause(cause, status, over)
    case 'platform':
      return cause.pattern === 'absence' ? null : `the platform ${over ? 'was' : 'is'} failing${cause.label ? `, ${cause.label}` : ''}`
    case 'error_code':
      return `nearly all ${over ? 'had' : 'have'} the code ${cause.label}${status}`
    case 'route':
      return `${over ? 'they came' : 'they come'} through route ${cause.label}`
    case 'version':
      return null
    case 'tool':
      return `${over ? 'it was' : 'it is'} ${cause.label} alone`
  }
}

function callerClause(who: string, { pattern, statusCode }: StoryCause, evidence: Evidence | undefined, over: boolean): string {
  const status = statusCode === null ? '' : ` (${statusCode})`
  switch (pattern) {
    case 'retry_loop':
      return `${who} ${over ? 'was' : 'is'} retrying a failing call`
    case 'credentials':
      return `${who} ${over ? 'was' : 'is'} refused${status}`
    case 'rate_limit':
      return `${who} ${over ? 'called' : 'calls'} over its limit${status}`
    case 'errors':
      return `nearly all ${over ? 'were' : 'are'} of ${who.slice(0, -1)}`
    case 'slowness':
      return `nearly all ${over ? 'went' : 'go'} to ${who.slice(0, -1)}`
    case 'surge':
      return `${who} ${over ? 'called' : 'calls'} far more often`
    case 'absence':
      return evidence?.calls === 0 ? `${who} ${over ? 'did not call' : 'no longer calls'}` : `${who} ${over ? 'called' : 'calls'} far less`
  }
}

function providerClause({ label, pattern }: StoryCause, status: string, over: boolean): string {
  switch (pattern) {
    case 'credentials':
      return `provider ${label} ${over ? 'refused' : 'refuses'} the key${status}`
    case 'rate_limit':
      return `provider ${label} ${over ? 'limited' : 'limits'} the calls${status}`
    case 'slowness':
      return `provider ${label} ${over ? 'answered' : 'answers'} slowly`
    default:
      return `provider ${label} ${over ? 'was' : 'is'} failing`
  }
}

function whyOf(story: Told, zone: string): string {
  const { facts } = story
  const { cause } = facts
  const sentences = [signSentence(facts, story.state !== 'ongoing')]
  if (cause) sentences.push(...causeSentences(facts, cause))
  else if (facts.examined) sentences.push('No consumer, key, error code, provider or release stands out: the cause is not known.')
  else sentences.push('No calls are left to look into: the cause is not known.')
  const suspect = facts.suspects[0]
  if (suspect && cause?.kind !== 'version') sentences.push(suspectSentence(suspect, story.startedAt, zone))
  if (facts.platform && facts.platform.developers > 1)
    sentences.push(`You are not alone: ${few(facts.platform.tools)} tools of ${few(facts.platform.developers)} developers are affected.`)
  return sentences.filter((sentence) => sentence !== '').join(' ')
}

/** How far off the leading metric is, where one tool shows it worst. */
function signSentence({ signs, affected }: StoryFacts, over: boolean): string {
  const sign = leadingSign(signs)
  if (!sign) return ''
  const of = affected.tools.length > 1 ? ` on ${affected.tools.find(({ id }) => id === sign.toolId)?.name ?? 'the worst tool'}` : ''
  const { observed, usual } = sign
  switch (sign.metric) {
    case 'error_rate':
      return `${formatPercent(observed)} of the calls${of} ${over ? 'failed' : 'fail'}, ${formatPercent(usual)} is usual.`
    case 'latency':
      return `Answers${of} ${over ? 'took' : 'take'} ${formatMs(observed)}, ${formatMs(usual)} is usual.`
    case 'invocations':
      return `${observed === 0 ? 'No' : calls(observed)} calls ${over ? 'arrived' : 'arrive'}${of} in 5 minutes, ${calls(usual)} are usual.`
    case 'revenue':
      return `Revenue${of} ${over ? 'was' : 'is'} ${formatMoney(observed)} in 5 minutes, ${formatMoney(usual)} is usual.`
  }
}

function calls(count: number): string {
  return count < 10 ? String(Math.round(count * 10) / 10) : formatCount(count)
}

function causeSentences(facts: StoryFacts, cause: StoryCause): string[] {
  const evidence = evidenceOf(facts, cause)
  if (!evidence) return []
  const name = nameOf(cause)
  const [measure, excess] = measures(facts)
  const sentences: string[] = []
  if (cause.pattern === 'absence')
    sentences.push(`${name} made ${formatPercent(evidence.shareBefore, 0)} of the calls before, ${formatPercent(evidence.shareNow, 0)} now.`)
  else if (cause.kind === 'version')
    sentences.push(`They began with ${releaseName(cause.label)}${facts.affected.consumers > 1 ? ', for every consumer alike' : ''}.`)
  else sentences.push(`${name} has ${formatPercent(evidence.shareNow, 0)} of the ${measure}, ${formatPercent(evidence.shareBefore, 0)} before.`)
  if (evidence.explains <= 0 || cause.kind === 'version') return sentences
  const part = formatPercent(Math.min(1, evidence.explains), 0)
  if (cause.pattern === 'absence') sentences.push(`That is ${part} of ${excess}.`)
  else sentences.push(`Without ${cause.kind === 'error_code' ? 'it' : name}, ${part} of ${excess} is gone.`)
  return sentences
}

function nameOf({ kind, label }: StoryCause): string {
  switch (kind) {
    case 'consumer':
      return label
    case 'api_key':
      return `The key ${label}…`
    case 'platform':
      return 'The platform'
    default:
      return `${causeKindWords[kind]} ${label}`
  }
}

/** What shares are shares of, and what goes away without the cause. */
function measures({ signs }: StoryFacts): [string, string] {
  const sign = leadingSign(signs)
  if (sign?.metric === 'error_rate') return ['failures', 'the rise in errors']
  if (sign?.metric === 'latency') return ['waiting time', 'the slowdown']
  return ['calls', sign?.direction === 'up' ? 'the rise in calls' : 'the fall in calls']
}

function suspectSentence({ kind, label, at }: Suspect, startedAt: Date, zone: string): string {
  const minutes = Math.max(0, Math.round((startedAt.getTime() - Date.parse(at)) / 60_000))
  const before = minutes < 1 ? 'at the same minute' : minutes < 120 ? `${formatCount(minutes)} min before` : `at ${formatDateTime(new Date(at), zone)}`
  return `What changed shortly before: ${suspectKindWords[kind].toLowerCase()} ${label}, ${before}.`
}

function whoOf({ affected, platform }: StoryFacts): string {
  const { consumers, consumerNames, calls, failedCalls, revenueMicros } = affected
  const parts: string[] = []
  if (consumers > 0) {
    const rest = consumers - consumerNames.length
    const names = rest > 0 ? [...consumerNames, `${formatCount(rest)} more`] : consumerNames
    parts.push(
      consumers === 1 && consumerNames[0]
        ? `One consumer, ${consumerNames[0]}`
        : `${capital(few(consumers))} consumers${names.length > 0 ? `: ${list(names)}` : ''}`,
    )
  } else parts.push(platform ? 'Nobody of your consumers so far' : 'No consumer so far')
  if (calls > 0) parts.push(`${formatCount(failedCalls)} of ${formatCount(calls)} calls failed`)
  if (Math.abs(revenueMicros) >= 10_000) parts.push(`${formatMoney(Math.abs(revenueMicros))} ${revenueMicros < 0 ? 'less' : 'more'} revenue than usual`)
  return `${parts.join('. ')}.`
}

function evidenceOf({ evidence }: StoryFacts, { kind, value }: StoryCause): Evidence | undefined {
  return evidence.find((one) => one.kind === kind && one.value === value)
}

function list(names: string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
