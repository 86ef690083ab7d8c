import { ensureSloRules } from '@/lib/systems/commands/slos'
import type { Job } from './model'

export const sloRulesJob: Job = {
  name: 'slo-rules',
  schedule: '*/5 * * * *',
  description: 'Gives SLOs that never had one the alert rule that tells of their burning error budget.',
  maxSeconds: 60,
  run: (ctx) => ensureSloRules(ctx),
}
