import type { MetricKind } from '@/lib/meter'

/** What the product says about a metric of its own, by name: HELP of the exposition, and the table of docs/metrics.md. */
export const ownMetrics: Record<string, { kind: MetricKind; help: string; labels: string }> = {
  api_requests_total: { kind: 'counter', help: 'Requests that routes, pages and actions answered.', labels: 'route, status_code' },
  api_request_duration_ms: { kind: 'histogram', help: 'How long routes, pages and actions took to answer.', labels: 'route' },
  job_runs_total: { kind: 'counter', help: 'Runs of background jobs, by how they ended.', labels: 'type, status' },
  job_duration_ms: { kind: 'histogram', help: 'How long background jobs ran.', labels: 'type' },
  queue_depth: { kind: 'gauge', help: 'Messages that are due or under way.', labels: 'queue' },
  queue_oldest_seconds: { kind: 'gauge', help: 'For how long the oldest message has been due.', labels: 'queue' },
  outbox_depth: { kind: 'gauge', help: 'Mails that are still to be sent, by state.', labels: 'status' },
  db_connections: { kind: 'gauge', help: 'Connections that are open to the database.', labels: '' },
  db_query_ms: { kind: 'histogram', help: 'Transactions, from asking for a connection to the commit.', labels: '' },
  ingest_rows_total: { kind: 'counter', help: 'Rows that arrived, by what became of them.', labels: 'status' },
  process_resident_bytes: { kind: 'gauge', help: 'Resident memory of a server process.', labels: '' },
  event_loop_lag_ms: { kind: 'gauge', help: 'How late the event loop ran, of 100 looks the worst but one.', labels: '' },
  alert_evaluation_lag_seconds: { kind: 'gauge', help: 'How long after the end of a minute its alert rules had been judged.', labels: '' },
  builds_total: { kind: 'counter', help: 'Builds that ended, by how: succeeded, failed, cancelled.', labels: 'status' },
  build_duration_seconds: { kind: 'histogram', help: 'How long builds took.', labels: '' },
  webhook_events_total: { kind: 'counter', help: 'Webhooks that came in from providers, by what became of them.', labels: 'provider, status' },
  webhook_deliveries_total: { kind: 'counter', help: 'Webhooks to publishers that ended, delivered or failed: our own and reported ones.', labels: 'status' },
  payment_events_total: { kind: 'counter', help: 'Payments, refunds, payouts and subscriptions that the platform reported.', labels: 'type' },
  active_users_hourly: { kind: 'gauge', help: 'Distinct people who were active in the last hour.', labels: '' },
  metric_overflow_total: { kind: 'counter', help: 'Values counted under other because the metric (type) has too many label sets.', labels: 'type' },
  metric_minutes_dropped_total: { kind: 'counter', help: 'Minutes of label sets that were given up because the database was away for too long.', labels: '' },
  log_lines_dropped_total: { kind: 'counter', help: 'Lines of the process that were given up before they reached the log.', labels: '' },
}
