import { adminDailyDigestJob } from './admin-daily-digest'
import { aggregateUsageJob } from './aggregate-usage'
import { calculateHealthScoresJob } from './calculate-health-scores'
import { checkBudgetsJob } from './check-budgets'
import { deliverNotificationsJob } from './deliver-notifications'
import { detectAnomaliesJob } from './detect-anomalies'
import { dormantDetectionJob } from './dormant-detection'
import { evaluateAlertsJob } from './evaluate-alerts'
import { followIncidentsJob } from './follow-incidents'
import { healthChecksJob } from './health-checks'
import type { Job } from './model'
import { monthlyConsumerSummaryJob } from './monthly-consumer-summary'
import { peerPercentilesJob } from './peer-percentiles'
import { qualityGateCheckJob } from './quality-gate-check'
import { quickGateCheckJob } from './quick-gate-check'
import { recordMetricsJob } from './record-metrics'
import { refreshDirectoryJob } from './refresh-directory'
import { refreshStatusJob } from './refresh-status'
import { retentionJob } from './retention'
import { revenueMilestonesJob } from './revenue-milestones'
import { rollupMetricsJob } from './rollup-metrics'
import { sendAlertsJob } from './send-alerts'
import { setupCompletenessDripJob } from './setup-completeness-drip'
import { sloRulesJob } from './slo-rules'
import { tellSubscribersJob } from './tell-subscribers'
import { webhookRetryJob } from './webhook-retry'
import { weeklyHealthDigestJob } from './weekly-health-digest'

/** Every job, in the order of the flow: what writes comes before what reads. */
export const jobs: Job[] = [
  healthChecksJob,
  rollupMetricsJob,
  recordMetricsJob,
  detectAnomaliesJob,
  aggregateUsageJob,
  checkBudgetsJob,
  calculateHealthScoresJob,
  peerPercentilesJob,
  sloRulesJob,
  evaluateAlertsJob,
  followIncidentsJob,
  qualityGateCheckJob,
  quickGateCheckJob,
  revenueMilestonesJob,
  dormantDetectionJob,
  weeklyHealthDigestJob,
  monthlyConsumerSummaryJob,
  adminDailyDigestJob,
  setupCompletenessDripJob,
  refreshStatusJob,
  tellSubscribersJob,
  sendAlertsJob,
  deliverNotificationsJob,
  webhookRetryJob,
  refreshDirectoryJob,
  retentionJob,
]

export function findJob(name: string): Job | undefined {
  return jobs.find((job) => job.name === name)
}
