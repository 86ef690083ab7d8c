import { formatCount } from '@/lib/format'
import type { JobRun } from '@/lib/jobs/queries'

/** What a run did, in a few words. */
export function countsText({ counts, state }: Pick<JobRun, 'counts' | 'state'>): string {
  if (state === 'failed') return 'failed'
  if (state === 'abandoned') return 'ended early'
  const { checked = 0, changed = 0, failed = 0 } = counts
  return `${formatCount(checked)} checked, ${formatCount(changed)} changed${failed > 0 ? `, ${formatCount(failed)} failed` : ''}`
}
