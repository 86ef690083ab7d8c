import { effectsUntil, type Moments } from './clock'
import type { EntryFacts, EntryType, Severity } from './model'
import { entrySentence, incidentLabel, type Names, severityLabel } from './words'

/** What a post-mortem says. */
export interface PostmortemText {
  whatHappened: string
  /** In words; its figures stand beside it. */
  impact: string
  usersAffected: number | null
  /** Minutes that it had effects. */
  minutes: number | null
  revenueMicros: number | null
  whys: readonly string[]
  rootCause: string
  lessons: string
}

/** Whys that lead to a root cause: five are usual, below three it is a symptom. Ours. */
const FEWEST_WHYS = 3

/** What a post-mortem lacks before it is complete, in words; empty: nothing. */
export function lackingInPostmortem({ whatHappened, usersAffected, minutes, revenueMicros, whys, rootCause, lessons }: PostmortemText): string[] {
  const answered = whys.filter((why) => why.trim() !== '').length
  const figures = [
    usersAffected === null ? 'how many users were affected' : null,
    minutes === null ? 'for how many minutes' : null,
    revenueMicros === null ? 'what revenue it cost' : null,
  ].filter((figure) => figure !== null)
  return [
    whatHappened.trim() === '' ? 'Say what happened.' : null,
    figures.length > 0 ? `Give the impact: ${figures.join(', ')} (0 is an answer).` : null,
    answered < FEWEST_WHYS ? `Ask why at least ${FEWEST_WHYS} times; ${answered === 1 ? '1 is' : `${answered} are`} answered.` : null,
    rootCause.trim() === '' ? 'Name the root cause.' : null,
    lessons.trim() === '' ? 'Say what was learned.' : null,
  ].filter((sentence) => sentence !== null)
}

interface DraftEntry {
  seq: number
  type: EntryType
  at: Date
  body: string
  facts: EntryFacts
  correctsSeq: number | null
}

interface DraftFacts {
  incident: Moments & { number: number; title: string; severity: Severity }
  /** Oldest first. */
  entries: readonly DraftEntry[]
  /** Null where nothing was computed. */
  impact: { consumers: number; failedCalls: number; revenueMicros: number } | null
  now: Date
}

/** Entries that a reader of the story can do without. */
const leftOut: readonly EntryType[] = ['reminder', 'postmortem', 'followup', 'responder', 'closed']

/**
 * A first draft from what is known: the story as a dated list, the figures of the impact ledger, and no whys,
 * since these are for people to find. It names nobody: a post-mortem is about what happened.
 */
export function draftFromTimeline({ incident, entries, impact, now }: DraftFacts, system: Names['system']): PostmortemText {
  const corrected = new Map(entries.filter(({ correctsSeq }) => correctsSeq !== null).map((entry) => [entry.correctsSeq, entry.body]))
  const names: Names = { person: () => null, system }
  const lines = [...entries]
    .filter(({ type }) => type !== 'correction' && !leftOut.includes(type))
    .sort((a, b) => a.at.getTime() - b.at.getTime() || a.seq - b.seq)
    .map((entry) => {
      const words = oneLine(corrected.get(entry.seq) ?? entry.body)
      const sentence = entrySentence(entry, names)
      return `- **${stamp(entry.at)}** ${entry.type === 'update' && words ? words : words ? `${sentence}. ${words}` : `${sentence}.`}`
    })
  const { from, to } = effectsUntil(incident, now)
  return {
    whatHappened: [
      `${incidentLabel(incident.number)}, ${severityLabel(incident.severity)}: ${oneLine(incident.title)}`,
      '',
      `- **${stamp(incident.startedAt)}** It began.`,
      ...lines,
    ].join('\n'),
    impact: impact === null ? '' : impactSentence(impact),
    usersAffected: impact?.consumers ?? null,
    minutes: Math.max(0, Math.ceil((to.getTime() - from.getTime()) / 60_000)),
    revenueMicros: impact?.revenueMicros ?? null,
    whys: [],
    rootCause: '',
    lessons: '',
  }
}

function impactSentence({ consumers, failedCalls }: NonNullable<DraftFacts['impact']>): string {
  const calls = `${failedCalls} ${failedCalls === 1 ? 'call' : 'calls'} failed`
  return failedCalls === 0 ? 'No call failed in what it covered.' : `${calls}, of ${consumers} ${consumers === 1 ? 'consumer' : 'consumers'}.`
}

/** 2026-03-01 10:05 UTC. */
function stamp(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** A list item ends with its line. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
