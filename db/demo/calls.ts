import { DAY, MINUTE } from '@/lib/time'
import { SLOT, SLOTS_A_DAY, trafficAt, zoneOffset } from './curves'
import { chance, mix, momentId, normal, poisson, type Random, randomSource } from './random'
import type { Outage } from './stories'
import type { DemoConsumer, DemoTool, World } from './world'

// The calls of one tool in one slot of five minutes. A slot follows from the seed, the tool and its
// moment alone: history, the live generator and a repeat all make the same calls with the same ids.

export type Fault = 'developer' | 'consumer' | 'platform' | 'upstream'

export interface DemoCall {
  /** Which call of its slot: with tool and moment its identity (callId). */
  n: number
  tool: DemoTool
  consumer: DemoConsumer
  atMs: number
  /** A multiple of 1/8 ms: exact as a 32-bit float, so that sums do not depend on their order. */
  latencyMs: number
  costMicros: number
  statusCode: number
  errorCode: string | null
  fault: Fault | null
  /** Inside an outage that covers the tool. */
  excused: boolean
}

// A call's way to fail: status, code, how its latency compares with a good call's.
type Failure = [statusCode: number, errorCode: string, latency: number]

const developerFailures: Failure[] = [
  [500, 'tool.internal', 1.2],
  [500, 'tool.internal', 0.9],
  [500, 'tool.bad_output', 1.1],
  [503, 'tool.overloaded', 0.3],
  [504, 'tool.timeout', 7],
]
const consumerFailures: Failure[] = [
  [400, 'input.invalid', 0.15],
  [400, 'input.invalid', 0.15],
  [422, 'input.unprocessable', 0.4],
  [404, 'input.not_found', 0.3],
  [401, 'key.invalid', 0.05],
  [429, 'limit.exceeded', 0.04],
  [429, 'limit.exceeded', 0.04],
]
const platformFailures: Failure[] = [
  [503, 'gateway.unavailable', 0.1],
  [504, 'gateway.timeout', 8],
]
// Beside what stories plan: the gateway and the providers fail once in a while.
const PLATFORM_ERRORS = 0.0003
const UPSTREAM_ERRORS = 0.0012
// Share of a tool's consumers that do not call it on a given day.
const DAY_OFF = 0.5
// Latency above this is cut off by the gateway.
const TIMEOUT_MS = 30_000

/** How many calls this slot is expected to see; 0 before the tool is published. */
function expectedCalls(world: World, tool: DemoTool, slotMs: number): number {
  if (slotMs < tool.publishedAt.getTime()) return 0
  const day = Math.floor(slotMs / DAY)
  const fromAnchor = Math.min(30, (slotMs - world.anchor.getTime()) / DAY)
  let volume = (tool.callsPerDay / SLOTS_A_DAY) * Math.exp(tool.developer.profile.growthPerDay * fromAnchor)
  volume *= trafficAt(tool.offer.shape, slotMs, zoneOffset(tool.developer.timeZone, slotMs))
  // Days differ by a few percent, hours by a few more.
  volume *= 0.93 + 0.14 * chance(world.seed, 51, tool.index, day)
  volume *= 0.92 + 0.16 * chance(world.seed, 52, tool.index, Math.floor(slotMs / 3_600_000))
  for (const effect of tool.effects) {
    if (slotMs < effect.fromMs || slotMs >= effect.toMs) continue
    volume *= effect.volume ?? 1
    if (effect.declinePerDay) volume *= (1 + effect.declinePerDay) ** ((slotMs - effect.fromMs) / DAY)
  }
  return volume
}

const source = randomSource()

/** The calls of [slotMs, slotMs + 5 min), in no order. slotMs is a multiple of five minutes. */
export function callsOfSlot(world: World, tool: DemoTool, slotMs: number): DemoCall[] {
  source.seed(mix(world.seed, 53, tool.index, slotMs / SLOT))
  const random = source.next
  const count = poisson(random, expectedCalls(world, tool, slotMs))
  const calls: DemoCall[] = []
  for (let n = 0; n < count; n++) {
    const atMs = slotMs + Math.floor(random() * SLOT)
    const consumer = callerAt(world, tool, atMs, random)
    const outage = outageAt(tool, atMs)
    const failure = failureOf(tool, atMs, outage, random)
    const latencyMs = latencyOf(tool, atMs, failure?.[2] ?? 1, random)
    calls.push({
      n,
      tool,
      consumer,
      atMs,
      latencyMs,
      costMicros: failure ? 0 : tool.offer.priceMicros,
      statusCode: failure?.[0] ?? 200,
      errorCode: failure?.[1] ?? null,
      fault: failure ? faultOf(failure[0], failure[1], outage) : null,
      excused: outage !== null,
    })
  }
  addLoops(calls, world, tool, slotMs, random)
  return calls
}

// Consumers that are stuck in a loop: their calls come beside those of the slot, and fail.
function addLoops(calls: DemoCall[], world: World, tool: DemoTool, slotMs: number, random: Random): void {
  for (const { loop, fromMs, toMs } of tool.effects) {
    if (!loop || slotMs + SLOT <= fromMs || slotMs >= toMs) continue
    const count = poisson(random, (loop.callsPerMinute * SLOT) / MINUTE)
    const consumer = loyalConsumer(world, tool)
    for (let k = 0; k < count; k++) {
      const atMs = slotMs + Math.floor(random() * SLOT)
      if (atMs < fromMs || atMs >= toMs) continue
      const latencyMs = latencyOf(tool, atMs, 0.4, random)
      const { statusCode, errorCode } = loop
      calls.push({
        n: calls.length,
        tool,
        consumer,
        atMs,
        latencyMs,
        costMicros: 0,
        statusCode,
        errorCode,
        fault: faultOf(statusCode, errorCode, null),
        excused: false,
      })
    }
  }
}

/** A small consumer of the tool who was there all the time and stays. */
function loyalConsumer(world: World, tool: DemoTool): DemoConsumer {
  for (let place = tool.audience.length >> 1; place < tool.audience.length; place++) {
    const consumer = world.consumers[tool.audience[place] ?? 0]
    if (consumer && consumer.firstMs === -Infinity && consumer.lastMs === Infinity) return consumer
  }
  return world.consumers[0] as DemoConsumer
}

/** The id under which a call is stored: the same call always has the same. */
export function callId(world: World, call: DemoCall): string {
  return momentId(call.atMs, mix(world.seed, 54), call.tool.index, call.n)
}

// Who calls: a place in the tool's audience. A consumer that has left, not yet come or has a day off
// is drawn again; in the end somebody of the audience calls.
function callerAt(world: World, tool: DemoTool, atMs: number, random: Random): DemoConsumer {
  const day = Math.floor(atMs / DAY)
  let present = world.consumers[0] as DemoConsumer
  for (let attempt = 0; attempt < 5; attempt++) {
    const drawn = world.consumers[tool.audience[Math.floor(random() * tool.audience.length)] ?? 0]
    if (!drawn || atMs < drawn.firstMs || atMs >= drawn.lastMs) continue
    if (chance(world.seed, 55, tool.index, drawn.index, day) > DAY_OFF) return drawn
    present = drawn
  }
  return present
}

function outageAt(tool: DemoTool, atMs: number): Outage | null {
  // A platform outage wins: it covers the tool whatever its provider does.
  let found: Outage | null = null
  for (const outage of tool.outages) {
    if (atMs >= outage.from.getTime() && atMs < outage.to.getTime() && (found === null || outage.kind === 'platform')) found = outage
  }
  return found
}

function failureOf(tool: DemoTool, atMs: number, outage: Outage | null, random: Random): Failure | null {
  if (outage && random() < outage.failShare) {
    return outage.kind === 'platform' ? oneOf(platformFailures, random) : [502, `upstream.${outage.provider}`, 2.5]
  }
  let developerErrors = tool.developerErrors
  for (const effect of tool.effects) {
    if (atMs < effect.fromMs || atMs >= effect.toMs) continue
    developerErrors = effect.developerErrors ?? developerErrors
    if (effect.refused && random() < effect.refused.share) return [401, `upstream.${effect.refused.provider}`, 0.2]
  }
  let u = random()
  if (u < developerErrors) return oneOf(developerFailures, random)
  u -= developerErrors
  if (u < tool.consumerErrors) return oneOf(consumerFailures, random)
  u -= tool.consumerErrors
  if (u < PLATFORM_ERRORS) return oneOf(platformFailures, random)
  u -= PLATFORM_ERRORS
  const [provider] = tool.offer.dependsOn
  return provider && u < UPSTREAM_ERRORS ? [502, `upstream.${provider}`, 2.5] : null
}

function oneOf(failures: Failure[], random: Random): Failure {
  return failures[Math.floor(random() * failures.length)] as Failure
}

function latencyOf(tool: DemoTool, atMs: number, factor: number, random: Random): number {
  let median = tool.medianMs * factor
  for (const effect of tool.effects) {
    if (effect.latency !== undefined && atMs >= effect.fromMs && atMs < effect.toMs) median *= effect.latency
  }
  const ms = median * Math.exp(tool.sigma * normal(random))
  return Math.round(Math.min(Math.max(ms, 1), TIMEOUT_MS) * 8) / 8
}

/** Who is charged: the same order of precedence as the product's own attribution (a test compares them). */
function faultOf(statusCode: number, errorCode: string, outage: Outage | null): Fault {
  if (outage) return outage.kind
  if (errorCode.startsWith('upstream.')) return 'upstream'
  if (errorCode.startsWith('gateway.')) return 'platform'
  return statusCode < 500 ? 'consumer' : 'developer'
}
