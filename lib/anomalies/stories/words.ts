import { formatCount, formatDateTime, formatMoney, formatMs, formatPercent } from '@/lib/format'
import type { CauseKind, StoryCause, StoryFacts, Suspect } from '../model'
import { leadingSign } from './signs'
import { releaseName, type Step, storyStanding, storySteps } from './steps'
import { capital, evidenceOf, few, type Told, titleOf } from './title'

// How a story is told, on pages and in mails alike: after ten seconds its reader knows what happened,
// why, and what to do. What is not known is said to be unknown.

export interface StoryWords {
  /** What happened, and its cause, in one sentence without a full stop. */
  title: string
  /** What the cause is known by. */
  why: string
  /** Who is affected, and how much. */
  who: string
  /** How it stands, where it does not go on as it began: said before the steps. */
  standing: string | null
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
  return { title: titleOf(story, zone), why: whyOf(story, zone), who: whoOf(story.facts), standing: storyStanding(story, zone), steps: storySteps(story) }
}

function whyOf(story: Told, zone: string): string {
  const { facts } = story
  const { cause } = facts
  const over = story.state !== 'ongoing'
  const sentences = [signSentence(facts, over)]
  if (cause) sentences.push(...causeSentences(facts, cause, over))
  else if (facts.examined) sentences.push('No consumer, key, error code, provider or release stands out: the cause is not known.')
  else sentences.push('No calls are left to look into: the cause is not known.')
  const suspect = facts.suspects[0]
  if (suspect && !saysTheSame(suspect, cause)) sentences.push(suspectSentence(suspect, story.startedAt, zone))
  if (facts.platform && facts.platform.developers > 1)
    sentences.push(
      `You ${over ? 'were' : 'are'} not alone: ${few(facts.platform.tools)} tools of ${few(facts.platform.developers)} developers ${over ? 'were' : 'are'} affected.`,
    )
  return sentences.filter((sentence) => sentence !== '').join(' ')
}

/** A release or an outage that is the cause has been named as such. */
function saysTheSame({ kind }: Suspect, cause: StoryCause | null): boolean {
  if (kind === 'provider_incident') return cause?.kind === 'provider'
  if (kind === 'platform_incident') return cause?.kind === 'platform'
  return cause?.kind === 'version'
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

function causeSentences(facts: StoryFacts, cause: StoryCause, over: boolean): string[] {
  const evidence = evidenceOf(facts, cause)
  if (!evidence) return []
  const name = nameOf(cause)
  const [measure, excess] = measures(facts)
  const sentences: string[] = []
  if (cause.pattern === 'absence')
    sentences.push(
      `${name} made ${formatPercent(evidence.shareBefore, 0)} of the calls before, ${formatPercent(evidence.shareNow, 0)} ${over ? 'while it lasted' : 'now'}.`,
    )
  else if (cause.kind === 'version')
    sentences.push(`They began with ${releaseName(cause.label)}${facts.affected.consumers > 1 ? ', for every consumer alike' : ''}.`)
  else
    sentences.push(
      `${name} ${over ? 'had' : 'has'} ${formatPercent(evidence.shareNow, 0)} of the ${measure}, ${formatPercent(evidence.shareBefore, 0)} before.`,
    )
  if (evidence.explains <= 0 || cause.kind === 'version') return sentences
  const part = formatPercent(Math.min(1, evidence.explains), 0)
  if (cause.pattern === 'absence') sentences.push(`That is ${part} of ${excess}.`)
  else sentences.push(`Without ${cause.kind === 'error_code' ? 'it' : within(name, cause)}, ${part} of ${excess} is gone.`)
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

/** A name inside a sentence: words of ours begin small there, names of theirs stay. */
function within(name: string, { kind }: StoryCause): string {
  return kind === 'consumer' ? name : `${name.charAt(0).toLowerCase()}${name.slice(1)}`
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
        : `${capital(few(consumers))} consumers${consumerNames.length > 0 ? `: ${list(names)}` : ''}`,
    )
  } else parts.push(platform ? 'Nobody of your consumers so far' : 'No consumer so far')
  if (calls > 0) parts.push(`${formatCount(failedCalls)} of ${formatCount(calls)} calls failed`)
  if (Math.abs(revenueMicros) >= 10_000) parts.push(`${formatMoney(Math.abs(revenueMicros))} ${revenueMicros < 0 ? 'less' : 'more'} revenue than usual`)
  return `${parts.join('. ')}.`
}

function list(names: string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
