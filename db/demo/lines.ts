import { callId, type DemoCall } from './calls'
import type { MetricsRow, UsageRow } from './history'
import { type ProbeAnswer, probeAt, probeWindows } from './probes'
import { mix } from './random'
import type { DemoTool, World } from './world'

// The rows that come by the hundred thousand, as lines of COPY. Column lists stand beside the
// encoders, in the same order.

const iso = (ms: number) => new Date(ms).toISOString()

// Buckets and windows are few and come back with every tool.
const bucketTexts = new Map<number, string>()

function bucketText(ms: number): string {
  let text = bucketTexts.get(ms)
  if (text === undefined) {
    text = iso(ms)
    bucketTexts.set(ms, text)
  }
  return text
}

export const metricsColumns = [
  'tool_id',
  'organization_id',
  'bucket_at',
  'invocations',
  'rated',
  'errors',
  'errors4xx',
  'errors429',
  'errors5xx',
  'errors_developer',
  'errors_consumer',
  'errors_platform',
  'errors_upstream',
  'fair_rated',
  'fair_errors',
  'latency_count',
  'latency_sum_ms',
  'revenue_micros',
  'consumers',
  'sketch_keys',
  'sketch_counts',
]

/** Every simulated call states its outcome and its latency: rated and latency_count are the number of calls. */
export function metricsLines(tool: DemoTool, rows: readonly MetricsRow[]): Buffer {
  const owner = `${tool.id}\t${tool.developer.organizationId}\t`
  let text = ''
  for (const r of rows) {
    text += `${owner}${bucketText(r.bucketMs)}\t${r.invocations}\t${r.invocations}\t${r.errors}\t${r.errors4xx}\t${r.errors429}\t${r.errors5xx}\t${r.errorsDeveloper}\t${r.errorsConsumer}\t${r.errorsPlatform}\t${r.errorsUpstream}\t${r.fairRated}\t${r.fairErrors}\t${r.invocations}\t${r.latencySumMs}\t${r.revenueMicros}\t${r.consumers}\t{${r.sketchKeys.join()}}\t{${r.sketchCounts.join()}}\n`
  }
  return Buffer.from(text)
}

export const usageColumns = [
  'tool_id',
  'consumer_id',
  'day_at',
  'organization_id',
  'consumer_organization_id',
  'invocations',
  'rated',
  'errors',
  'errors_consumer',
  'latency_count',
  'latency_sum_ms',
  'spend_micros',
]

export function usageLines(world: World, tool: DemoTool, rows: readonly UsageRow[]): Buffer {
  let text = ''
  for (const r of rows) {
    const consumer = world.consumers[r.consumer]
    if (!consumer) continue
    text += `${tool.id}\t${consumer.consumerId}\t${bucketText(r.dayMs)}\t${tool.developer.organizationId}\t${consumer.organizationId}\t${r.invocations}\t${r.invocations}\t${r.errors}\t${r.errorsConsumer}\t${r.invocations}\t${r.latencySumMs}\t${r.spendMicros}\n`
  }
  return Buffer.from(text)
}

export const dayConsumersColumns = ['tool_id', 'consumer_id', 'day_at', 'organization_id']

/** The set of a day's callers, which the product keeps for as long as the day's calls. */
export function dayConsumersLines(world: World, tool: DemoTool, rows: readonly UsageRow[]): Buffer {
  return Buffer.from(
    rows.map((r) => `${tool.id}\t${world.consumers[r.consumer]?.consumerId}\t${bucketText(r.dayMs)}\t${tool.developer.organizationId}\n`).join(''),
  )
}

export const callColumns = [
  'id',
  'tool_id',
  'organization_id',
  'consumer_id',
  'occurred_at',
  'cost_micros',
  'latency_ms',
  'outcome',
  'fault',
  'status_code',
  'excused',
  'fault_stated',
  'error_code',
  'api_key_prefix',
  'session_fingerprint',
]

export function callLines(world: World, tool: DemoTool, calls: readonly DemoCall[]): Buffer {
  let text = ''
  for (const call of calls) {
    text += `${callId(world, call)}\t${tool.id}\t${tool.developer.organizationId}\t${call.consumer.consumerId}\t${iso(call.atMs)}\t${call.costMicros}\t${call.latencyMs}\t${call.fault ? 'error' : 'ok'}\t${call.fault ?? '\\N'}\t${call.statusCode}\t${call.excused ? 't' : 'f'}\tf\t${call.errorCode ?? '\\N'}\t${call.consumer.keyPrefix}\t${sessionOf(world, call)}\n`
  }
  return Buffer.from(text)
}

/** Who runs the calls behind one key: a handful of sessions a day. */
export function sessionOf(world: World, call: DemoCall): string {
  return mix(world.seed, 151, call.consumer.index, Math.floor(call.atMs / 86_400_000), call.n % 3)
    .toString(16)
    .padStart(8, '0')
}

export const probeColumns = ['tool_id', 'organization_id', 'window_at', 'state', 'status_code', 'latency_ms', 'reason', 'checked_at']

/** The probes of one tool in [fromMs, toMs), and how many. */
export function probeLines(world: World, tool: DemoTool, fromMs: number, toMs: number): { lines: Buffer; count: number } {
  const owner = `${tool.id}\t${tool.developer.organizationId}\t`
  let text = ''
  let count = 0
  for (const windowMs of probeWindows(fromMs, toMs)) {
    const probe: ProbeAnswer | null = probeAt(world, tool, windowMs)
    if (!probe) continue
    const at = bucketText(windowMs)
    text += `${owner}${at}\t${probe.state}\t${probe.statusCode}\t${probe.latencyMs}\t${probe.reason ?? '\\N'}\t${at}\n`
    count++
  }
  return { lines: Buffer.from(text), count }
}
