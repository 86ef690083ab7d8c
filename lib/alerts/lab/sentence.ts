import { formatCount, formatDuration } from '@/lib/format'
import { DAY } from '@/lib/time'
import type { LabAlert, LabResult } from './model'

/** What a draft would have done, in words: how often, how long, and which of it was also a story. */
export function labSentence(result: Extract<LabResult, { outcome: 'replayed' }>): string {
  const { alerts, from, to } = result
  const whole = Math.round((to.getTime() - from.getTime()) / DAY)
  const days = whole <= 1 ? 'a day' : `${whole} days`.replace(/\u00a0d$/, ' days').replace(/^1 days$/, 'a day')
  if (alerts.length === 0) return `It would not have fired in ${days}`
  const times = alerts.length === 1 ? 'once' : `${formatCount(alerts.length)} times`
  return `It would have fired ${times} in ${days}${storyPart(alerts)}; ${lengthPart(alerts, to)}`
}

function storyPart(alerts: LabAlert[]): string {
  const inStories = alerts.filter(({ story }) => story !== null)
  if (inStories.length === 0) return ''
  const ahead = inStories.flatMap(({ story, firedAt }) => (story && story.startedAt > firedAt ? [story.startedAt.getTime() - firedAt.getTime()] : []))
  const lead = ahead.length === 0 ? '' : `, ${formatDuration(median(ahead))} ahead`
  return `, ${alerts.length === inStories.length ? 'each' : formatCount(inStories.length)} of them in stories${lead}`
}

function lengthPart(alerts: LabAlert[], to: Date): string {
  const lengths = alerts.map(({ firedAt, resolvedAt }) => (resolvedAt ?? to).getTime() - firedAt.getTime())
  if (lengths.length === 1) return `it would have lasted ${formatDuration(lengths[0])}`
  return `median ${formatDuration(median(lengths))}, longest ${formatDuration(Math.max(...lengths))}`
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}
