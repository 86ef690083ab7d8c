import type { Fault } from './model'

/** A stretch of time whose failures are not the developer's (table fault_windows). Milliseconds since 1970, half-open. */
export interface FaultSpan {
  kind: 'platform' | 'upstream'
  /** Platform windows: the routes covered; with tools empty as well it is every tool. */
  routes: string[]
  /** Platform windows: tools covered besides those on the routes, by id. */
  tools: string[]
  /** Upstream windows: the provider. */
  provider: string | null
  fromMs: number
  /** Null while it lasts. */
  toMs: number | null
}

/** What a call says about its failure. */
export interface FailureFacts {
  failed: boolean
  statusCode: number | null
  errorCode: string | null
  /** The fault as the sender states it. */
  stated: Fault | null
  occurredAtMs: number
}

// The consumer's own mistakes, and 429: its own limit (spec, section 2).
const CONSUMER_STATUS = new Set([400, 401, 403, 404, 413, 422, 429])
const PROVIDER_CODE = /^(?:upstream|provider)\../
const GATEWAY_CODE = /^gateway[._]/

/** Does the window concern this tool at all (whatever the time)? db: the same rule as SQL in covers-tool.ts. */
export function coversTool(span: FaultSpan, tool: { id: string; route: string | null; dependsOn: string[] }): boolean {
  if (span.kind === 'upstream') return span.provider !== null && tool.dependsOn.includes(span.provider)
  if (span.routes.length + span.tools.length === 0) return true
  return (tool.route !== null && span.routes.includes(tool.route)) || span.tools.includes(tool.id)
}

/**
 * Who is charged with a call, and whether it lies in a stretch that is left out of fair rates.
 * `spans` are the windows that cover the call's tool. Order: what the sender states; platform
 * window; provider window or an error code that names one; gateway error; the consumer's mistakes;
 * the developer. db: the same rules as SQL in commands/reattribute-faults.ts.
 */
export function attributeFault(call: FailureFacts, spans: readonly FaultSpan[]): { fault: Fault | null; excused: boolean } {
  let platform = false
  let upstream = false
  for (const span of spans) {
    if (call.occurredAtMs < span.fromMs || (span.toMs !== null && call.occurredAtMs >= span.toMs)) continue
    if (span.kind === 'platform') platform = true
    else upstream = true
  }
  return { fault: call.failed ? blame(call, platform, upstream) : null, excused: platform || upstream }
}

function blame(call: FailureFacts, platform: boolean, upstream: boolean): Fault {
  if (call.stated) return call.stated
  if (platform) return 'platform'
  const code = call.errorCode
  if (upstream || (code !== null && PROVIDER_CODE.test(code))) return 'upstream'
  if (code !== null && GATEWAY_CODE.test(code)) return 'platform'
  if (call.statusCode !== null && CONSUMER_STATUS.has(call.statusCode)) return 'consumer'
  return 'developer'
}
