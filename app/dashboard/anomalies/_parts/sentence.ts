import { severityMarks } from '@/components/anomalies/words'
import type { AnomalySeverity } from '@/lib/anomalies/model'

interface Ongoing {
  severity: AnomalySeverity
  title: string
}

/**
 * The state of an organization's tools in one sentence.
 * @param worst the worst of the stories that go on; null while there is none
 * @param count how many go on
 * @param judged tools that are known well enough to be judged
 * @param behind whether nothing has been judged for a while
 */
export function anomaliesSentence(worst: Ongoing | null, count: number, judged: number, behind: boolean): string {
  if (!worst) {
    if (judged === 0) return 'No tool can be judged yet: what is usual is still being learned'
    return behind ? 'Nothing was out of the ordinary when tools were last judged' : 'Nothing is out of the ordinary'
  }
  const severity = severityMarks[worst.severity].label.toLowerCase()
  const title = `${worst.title.charAt(0).toLowerCase()}${worst.title.slice(1)}`
  if (count === 1) return `One ${worst.severity === 'warning' ? severity : `${severity} story`} is going on: ${title}`
  return `${words[count] ?? count} stories are going on, the worst ${worst.severity === 'warning' ? 'a warning' : severity}: ${title}`
}

const words: Record<number, string> = { 2: 'Two', 3: 'Three', 4: 'Four', 5: 'Five', 6: 'Six', 7: 'Seven', 8: 'Eight', 9: 'Nine' }
