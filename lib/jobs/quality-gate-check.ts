import { checkGates } from '@/lib/gates/commands/check-gates'
import type { Job } from './model'

export const qualityGateCheckJob: Job = {
  name: 'quality-gate-check',
  schedule: '0 4 * * *',
  description: 'Judges every quality gate, warns before consequences, applies and lifts them; keeps the badge “Reliable”.',
  after: ['calculate-health-scores'],
  maxSeconds: 1800,
  run: checkGates,
}
