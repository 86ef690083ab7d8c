import { formatCount, formatDateTime } from '@/lib/format'
import { type LogFilter, logSpans } from '@/lib/logs/filter'
import type { Histogram } from '@/lib/logs/histogram'

/** The state of the log in one sentence: how many lines, how many of them grave, and when most of those were. */
export function logsSentence({ bars, total, exact }: Histogram, filter: LogFilter): string {
  const when = filter.span ? `in the last ${logSpans[filter.span].label}` : 'in this stretch'
  const narrowed = filter.typed !== '' || filter.level !== null || filter.service !== null || filter.requestId !== null || filter.organizationId !== null
  if (total === 0) return narrowed ? `No line matches ${when}` : `No line came in ${when.replace(/^in/, 'during')}`
  const about = exact ? '' : 'About '
  const lines = `${about}${formatCount(total)} ${total === 1 ? 'line' : 'lines'}${narrowed ? (total === 1 ? ' matches' : ' match') : ''} ${when}`
  const grave = bars.map(({ at, lines: { error = 0, fatal = 0 } }) => ({ at, lines: error + fatal }))
  const all = grave.reduce((sum, bar) => sum + bar.lines, 0)
  if (all === 0) return `${lines}, none of them an error`
  const worst = grave.reduce((a, b) => (b.lines > a.lines ? b : a))
  const share = all === total ? 'all of them errors' : `${formatCount(all)} of them ${all === 1 ? 'an error' : 'errors'}`
  // A crest says something only when it stands out.
  const crest = bars.length > 3 && worst.lines >= 5 && worst.lines >= (3 * all) / bars.length ? `, most around ${formatDateTime(worst.at)}` : ''
  return `${lines}, ${share}${crest}`
}
