import { evaluateAlerts } from '@/lib/alerts/commands/evaluate-alerts'
import { pingDeadMan } from '@/lib/alerts/commands/ping-dead-man'
import { recordProbe } from '@/lib/alerts/commands/probe-alerting'
import { flushMeter } from '@/lib/metrics/series/commands/flush-meter'
import { MINUTE } from '@/lib/time'
import type { Job } from './model'

export const evaluateAlertsJob: Job = {
  name: 'evaluate-alerts',
  schedule: '* * * * *',
  description: 'Judges every alert rule for the minute that has closed, opens and resolves alerts, and times itself.',
  maxSeconds: 300,
  run: async (ctx, work) => {
    // What this process has counted up to the end of the minute is to be judged with it; a run for another time has nothing to do with that.
    if (Math.abs(Date.now() - work.now.getTime()) < MINUTE) await flushMeter(work.now)
    await recordProbe(work.now)
    const result = await evaluateAlerts(ctx, work)
    // Of runs in the same minute only the first has judged anything.
    if (result.judged > 0) await pingDeadMan()
    return { checked: result.checked, changed: result.changed, failed: result.failed }
  },
}
