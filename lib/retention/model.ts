import { FIVE_MINUTE_DAYS, MINUTE_DAYS, ROLLUP_DAYS } from '@/lib/metrics/model'
import { PEER_DAYS } from '@/lib/peers/model'
import { HOUR_DAYS, USAGE_DAYS } from '@/lib/usage/model'

// How long everything is kept that grows with time, and nothing else decides it. Reads and writes (only
// to delete) the tables named here. What is partitioned is dropped by whole UTC days; rows that stand
// alone go once they are older to the moment. A row that a retention still covers is never touched.

/** Days of partitions that stand ready before anybody writes into them. */
export const PARTITIONS_AHEAD_DAYS = 3

export interface PartitionPolicy {
  table: string
  days: number
}

/** What the operator chose, in days. */
export interface ChosenDays {
  /** Of raw calls. */
  rawDays: number
  /** Of lines of the log. */
  logDays: number
}

/** Raw calls are kept as long as the operator chose; who called on a day goes with them. So are lines of the log. */
export function partitionPolicies({ rawDays, logDays }: ChosenDays): PartitionPolicy[] {
  return [
    { table: 'invocations', days: rawDays },
    { table: 'tool_consumers_daily', days: rawDays },
    { table: 'tool_metrics_5m', days: FIVE_MINUTE_DAYS },
    // By month: the broken month at the end is cleared by the row policy below.
    { table: 'tool_metrics_hourly', days: ROLLUP_DAYS },
    { table: 'metric_minutes', days: MINUTE_DAYS },
    { table: 'metric_hours', days: ROLLUP_DAYS },
    { table: 'log_lines', days: logDays },
  ]
}

export interface RowPolicy {
  table: string
  /** The row's moment; a row goes when it lies before `now` less the days. */
  column: string
  /** Its primary key. */
  key: readonly string[]
  days: number
  /** The column is the start of a bucket: whole UTC days are kept. */
  wholeDays?: boolean
}

export function rowPolicies({ rawDays, logDays }: ChosenDays): RowPolicy[] {
  return [
    { table: 'tool_metrics_hourly', column: 'bucket_at', key: ['tool_id', 'bucket_at'], days: ROLLUP_DAYS, wholeDays: true },
    { table: 'tool_metrics_daily', column: 'bucket_at', key: ['tool_id', 'bucket_at'], days: ROLLUP_DAYS, wholeDays: true },
    { table: 'consumer_usage_daily', column: 'day_at', key: ['tool_id', 'day_at', 'consumer_id'], days: USAGE_DAYS, wholeDays: true },
    { table: 'consumer_hours', column: 'hour_at', key: ['consumer_id', 'hour_at'], days: HOUR_DAYS, wholeDays: true },
    { table: 'tool_health_checks', column: 'window_at', key: ['tool_id', 'window_at'], days: 90 },
    { table: 'peer_groups', column: 'as_of', key: ['as_of', 'simulated', 'category', 'metric'], days: PEER_DAYS, wholeDays: true },
    { table: 'peer_standings', column: 'as_of', key: ['developer_id', 'as_of', 'category', 'metric'], days: PEER_DAYS, wholeDays: true },
    { table: 'anomaly_baseline_days', column: 'day_at', key: ['tool_id', 'day_at'], days: FIVE_MINUTE_DAYS, wholeDays: true },
    { table: 'anomaly_marks', column: 'day_at', key: ['tool_id', 'day_at'], days: 90, wholeDays: true },
    // Events and stories stay: they are few, and a detector is judged by them.
    { table: 'anomaly_windows', column: 'window_at', key: ['tool_id', 'metric', 'window_at'], days: 90 },
    // An event older than the raw retention is refused, so its identity need not be known; a day of grace.
    { table: 'ingest_events', column: 'received_at', key: ['source', 'event_id'], days: rawDays + 1 },
    // A signature is valid for minutes; two days outlast every repeat of a message.
    { table: 'processed_messages', column: 'at', key: ['message_id'], days: 2 },
    { table: 'job_runs', column: 'started_at', key: ['id'], days: 90 },
    // A mail is tried for three days; what it said is worth looking up for a quarter.
    { table: 'outbox', column: 'created_at', key: ['id'], days: 90 },
    // That somebody was told once: longer than any key can come up again.
    { table: 'notification_log', column: 'at', key: ['id'], days: 400 },
    // A provider repeats an event for a day or two at most.
    { table: 'mail_events', column: 'received_at', key: ['id'], days: 30 },
    // A message takes its sends and attempts along; the outcome stays as a delivery fact.
    { table: 'webhook_messages', column: 'created_at', key: ['id'], days: 90 },
    // A series goes with its last hour.
    { table: 'metric_series', column: 'last_at', key: ['id'], days: ROLLUP_DAYS + 1 },
    // A sender that was silent for longer than its minutes are kept begins anew.
    { table: 'metric_streams', column: 'updated_at', key: ['id'], days: MINUTE_DAYS },
    { table: 'metric_hours', column: 'at', key: ['series_id', 'at'], days: ROLLUP_DAYS, wholeDays: true },
    { table: 'alert_runs', column: 'started_at', key: ['id'], days: 7 },
    { table: 'alert_probes', column: 'breached_at', key: ['id'], days: 90 },
    // An open page that was away for longer reads the whole state again.
    { table: 'live_events', column: 'at', key: ['id'], days: 1 },
    // What was told is looked up for a quarter; long before it nobody is told of that update again.
    { table: 'status_notices', column: 'created_at', key: ['id'], days: 90 },
    // A delivery takes its attempts along.
    { table: 'channel_deliveries', column: 'created_at', key: ['id'], days: 90 },
    // With the days of the lines that they count.
    { table: 'log_counts', column: 'at', key: ['at'], days: logDays, wholeDays: true },
    { table: 'verifications', column: 'expires_at', key: ['id'], days: 0 },
    { table: 'sessions', column: 'expires_at', key: ['id'], days: 0 },
  ]
}
