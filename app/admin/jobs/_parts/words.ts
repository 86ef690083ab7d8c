import type { Tone } from '@/components/ui/tone'
import type { Condition } from '@/lib/jobs/condition'
import type { JobRunState, JobTrigger } from '@/lib/jobs/model'

export const conditionMark: Record<Condition, { tone: Tone; label: string }> = {
  on_time: { tone: 'good', label: 'On time' },
  running: { tone: 'info', label: 'Running' },
  late: { tone: 'warning', label: 'Late' },
  failing: { tone: 'critical', label: 'Failing' },
  never_ran: { tone: 'neutral', label: 'Never ran' },
}

export const runMark: Record<JobRunState, { tone: Tone; label: string }> = {
  running: { tone: 'info', label: 'Running' },
  succeeded: { tone: 'good', label: 'Succeeded' },
  failed: { tone: 'critical', label: 'Failed' },
  abandoned: { tone: 'warning', label: 'Abandoned' },
}

export const triggerWord: Record<JobTrigger, string> = {
  scheduler: 'Local scheduler',
  qstash: 'QStash',
  vercel: 'Vercel Cron',
  manual: 'By hand',
  cli: 'Command line',
}
