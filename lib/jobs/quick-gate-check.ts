import { checkQuickGates } from '@/lib/gates/commands/check-gates'
import type { Job } from './model'

// Beside the daily check: the gate over health endpoints has a grace of one day, so a daily run could
// neither warn at half of it nor give a place back "as soon as the cause is gone".
export const quickGateCheckJob: Job = {
  name: 'quick-gate-check',
  schedule: '*/15 * * * *',
  description: 'Judges the gate over health endpoints, and lifts at once what answers or is called again.',
  after: ['health-checks', 'rollup-metrics'],
  maxSeconds: 600,
  run: checkQuickGates,
}
