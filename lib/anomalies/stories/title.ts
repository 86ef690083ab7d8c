import { formatCount, formatDateTime, formatTick } from '@/lib/format'
import { DAY } from '@/lib/time'
import type { AnomalySeverity, AnomalyState, Evidence, StoryCause, StoryFacts } from '../model'
import { isSilent, leadingSign, type Sign } from './signs'
import { releaseName } from './steps'

/** A story as its words are made of it. */
export interface Told {
  facts: StoryFacts
  severity: AnomalySeverity
  state: AnomalyState
  startedAt: Date
  lastBadAt: Date
  endedAt: Date | null
}

/** What happened, and its cause, in one sentence without a full stop. */
export function titleOf(story: Told, zone: string): string {
  const { facts } = story
  const sign = leadingSign(facts.signs)
  const over = story.state !== 'ongoing'
  const subject = subjectOf(facts)
  if (!sign) return `Something unusual on ${subject}`
  const { cause } = facts
  if (cause?.kind === 'provider' && sign.metric === 'error_rate' && cause.pattern === 'errors' && manyDevelopers(facts))
    return capital(`${subject} ${over ? 'failed' : 'fail'} through provider ${cause.label}`)
  const what = capital(`${phrase(sign)} on ${subject}${sign.metric === 'invocations' && !isSilent(sign) ? ' than usual' : ''}`)
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
      return up ? 'more calls' : isSilent(sign) ? 'no calls' : 'fewer calls'
    case 'revenue':
      return up ? 'more revenue' : 'less revenue'
  }
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

/** "one", "six", from 13 on "13". */
export function few(count: number): string {
  return numbers[count] ?? formatCount(count)
}

const numbers = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve']

/** What a cause is known by. */
export function evidenceOf({ evidence }: StoryFacts, { kind, value }: StoryCause): Evidence | undefined {
  return evidence.find((one) => one.kind === kind && one.value === value)
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
