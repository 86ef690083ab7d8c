import { DAY, HOUR, MINUTE } from '@/lib/time'
import { callId, type DemoCall, type Fault } from './calls'
import type { Cell } from './copy'
import { FAILING_BEFORE_MS, FAILING_ROUTE } from './platform'
import { chance } from './random'
import { stories, storyWindow } from './stories'
import type { DemoTool, World } from './world'

// Lines of the log that the simulated platform would have written: of the calls that failed, of some that did
// not, and of what the stories plant. They say what the figures say, as they are made of the same calls.

/** How many of a kind of call leave a line: failures of publishers and the platform all, the others few. */
const SHARES: Record<Fault | 'none', number> = { developer: 0.5, platform: 1, upstream: 0.6, consumer: 0.06, none: 0.035 }
/** An outage is noted by the gateway so often. */
const NOTED_MS = 2 * MINUTE

type Row = Record<string, Cell>

/** Lines of one tool's calls. */
export function callLogs(world: World, tool: DemoTool, calls: DemoCall[]): Row[] {
  return calls.flatMap((call) => {
    const id = callId(world, call)
    if (chance(world.seed, 71, tool.index, call.n, Math.floor(call.atMs / 1000)) >= SHARES[call.fault ?? 'none']) return []
    const requestId = `req_${id.replaceAll('-', '').slice(0, 20)}`
    const fields = {
      simulated: true,
      tool: tool.offer.name,
      statusCode: call.statusCode,
      latencyMs: Math.round(call.latencyMs),
      ...(call.errorCode ? { errorCode: call.errorCode } : {}),
    }
    const row = (part: string, afterMs: number, service: string, level: string, message: string): Row =>
      line({ id: `${id}:${part}`, atMs: call.atMs + afterMs, service, level, message, requestId, fields, organizationId: tool.developer.organizationId })
    const finished = row(
      'end',
      Math.round(call.latencyMs),
      'gateway',
      levelOf(call),
      `POST ${tool.route} ${call.statusCode} in ${Math.round(call.latencyMs)} ms`,
    )
    if (!call.fault) return [finished]
    return [row('cause', Math.max(0, Math.round(call.latencyMs) - 2), serviceOf(call.fault), levelOf(call), causeOf(tool, call)), finished]
  })
}

/** Lines of the platform itself: outages while they last, releases, and jobs by night. */
export function platformLogs(world: World, from: Date): Row[] {
  const { anchor } = world
  const rows: Row[] = []
  for (const story of stories) {
    const window = storyWindow(story, anchor)
    const toMs = Math.min(window.to?.getTime() ?? anchor.getTime(), anchor.getTime())
    if (window.from < from || window.from > anchor) continue
    const subject = story.outage?.provider ?? story.tools[0] ?? 'the gateway'
    if (story.release)
      rows.push(
        line({
          id: `${story.id}:release`,
          atMs: window.from.getTime(),
          service: 'deployer',
          level: 'info',
          message: `${subject} ${story.release.version} is live`,
          fields: { simulated: true, version: story.release.version },
        }),
      )
    if (!story.outage) continue
    const service = story.outage.kind === 'platform' ? 'gateway' : 'proxy'
    for (let atMs = window.from.getTime(), n = 0; atMs < toMs; atMs += NOTED_MS, n++) {
      const message =
        story.outage.kind === 'platform'
          ? `no healthy worker in pool eu-west, shedding ${Math.round(story.outage.failShare * 100)} % of requests`
          : `${subject} answered 503, circuit is ${n % 3 === 0 ? 'half open' : 'open'}`
      rows.push(line({ id: `${story.id}:${n}`, atMs, service, level: n === 0 ? 'fatal' : 'error', message, fields: { simulated: true, attempt: n + 1 } }))
    }
    if (window.to && window.to <= anchor)
      rows.push(line({ id: `${story.id}:over`, atMs: toMs, service, level: 'info', message: `${subject} answers again`, fields: { simulated: true } }))
  }
  for (let atMs = anchor.getTime() - FAILING_BEFORE_MS + NOTED_MS / 2, n = 0; atMs < anchor.getTime(); atMs += NOTED_MS, n++) {
    rows.push(
      line({
        id: `checkout:${n}`,
        atMs,
        service: 'checkout',
        level: 'error',
        message: `POST ${FAILING_ROUTE} 500: the payment gateway refused the connection`,
        requestId: `req_checkout${String(n).padStart(4, '0')}`,
        fields: { simulated: true, route: FAILING_ROUTE, statusCode: 500 },
      }),
    )
  }
  for (let atMs = from.getTime() + 2 * HOUR; atMs < anchor.getTime(); atMs += DAY) {
    rows.push(
      line({
        id: `payouts:${atMs}`,
        atMs,
        service: 'billing',
        level: 'info',
        message: `job settle-payouts finished over ${world.developers.length} publishers`,
        fields: { simulated: true },
      }),
    )
  }
  return rows
}

interface DemoLine {
  id: string
  atMs: number
  service: string
  level: string
  message: string
  requestId?: string
  organizationId?: string
  fields: Record<string, unknown>
}

function line({ id, atMs, requestId = '', organizationId = '', ...said }: DemoLine): Row {
  const at = new Date(atMs)
  return { externalId: `demo:line:${id}`, at, receivedAt: at, organizationId: organizationId || null, requestId: requestId || null, ...said }
}

function levelOf({ fault, statusCode }: DemoCall): string {
  if (!fault) return 'info'
  return fault === 'consumer' || statusCode === 429 ? 'warn' : 'error'
}

function serviceOf(fault: Fault): string {
  return { developer: 'runner', platform: 'gateway', upstream: 'proxy', consumer: 'gateway' }[fault]
}

function causeOf(tool: DemoTool, { errorCode, latencyMs, consumer }: DemoCall): string {
  const code = errorCode ?? 'unknown'
  if (code.endsWith('timeout')) return `${tool.offer.name} did not answer within ${Math.round(latencyMs)} ms (${code})`
  if (code.startsWith('input.') || code.startsWith('key.') || code.startsWith('limit.')) return `call of ${consumer.name} refused: ${code}`
  if (code.startsWith('gateway.')) return `no worker for ${tool.route}: ${code}`
  if (code.startsWith('tool.')) return `${tool.offer.name} failed: ${code}`
  return `provider refused a call of ${tool.offer.name}: ${code}`
}
