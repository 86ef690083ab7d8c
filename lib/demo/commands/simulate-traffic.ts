import { randomUUID } from 'node:crypto'
import { withPlatform } from '@/db/client'
import { callId, callsOfSlot, type DemoCall } from '@/db/demo/calls'
import { SLOT } from '@/db/demo/curves'
import { sessionOf } from '@/db/demo/lines'
import type { World } from '@/db/demo/world'
import { env } from '@/lib/env'
import { ingestCalls } from '@/lib/ingest/commands/ingest-calls'
import { MAX_ROWS } from '@/lib/ingest/model'
import { acquireLease, type Lease, releaseLease, renewLease } from '@/lib/jobs/leases'
import { log } from '@/lib/log'
import { HOUR, MINUTE, SECOND } from '@/lib/time'
import { TRAFFIC_LEASE } from '../model'
import { findNewestCall, findWorld } from '../queries'
import { allowOwnAddress, pointHealthEndpoints } from './reach-endpoints'
import { simulatePlatform } from './simulate-platform'

const TICK_MS = 10 * SECOND
const HOLD_SECONDS = 45
/** While nothing is loaded it is looked less often. */
const IDLE_MS = MINUTE
/** What happened while the server was off is made up for, but no further back. */
const CATCH_UP_MS = 24 * HOUR

export interface DemoTraffic {
  /** Simulates once what is due, if this process holds the lease; for tests and the timer. Returns the calls sent. */
  tick: (now?: Date) => Promise<number>
  /** Ends, and lets another process take over at once. */
  stop: () => Promise<void>
}

/**
 * Keeps the simulated marketplace alive while the server runs: its health endpoints can be reached,
 * and every ten seconds the calls since the last ones go through the product's own ingest (unless
 * DEMO_TRAFFIC is off). The calls of a moment follow from the seed, so a repeat after a crash is
 * recognised by its ids. Does nothing while no marketplace is loaded. Every process starts it; a
 * lease makes one of them the generator.
 */
export function startDemoTraffic(): DemoTraffic {
  const owner = randomUUID()
  let lease: Lease | null = null
  let reached: World | null = null
  let stopped = false
  // At once: the health endpoints must be reachable before the first probe.
  let looking: Promise<unknown> = meet().catch(() => null)
  let timer: NodeJS.Timeout | undefined

  async function meet(): Promise<World | null> {
    const world = await findWorld()
    if (world && world !== reached) {
      allowOwnAddress()
      await pointHealthEndpoints()
    }
    reached = world
    return world
  }

  async function look(now: Date): Promise<number> {
    const world = await meet()
    if (!world || stopped || env().DEMO_TRAFFIC === 'off') return 0
    lease = await hold(lease, owner)
    if (!lease || stopped) return 0
    await simulatePlatform(world, now)
    return simulate(world, now, () => !stopped)
  }

  // One look at a time; a failed one (database away, queue full) is made up for by the next.
  function tick(now = new Date()): Promise<number> {
    const looked = looking
      .then(() => look(now))
      .catch((error) => {
        lease = null
        log().warn({ err: error }, 'no calls could be simulated; they are made up for')
        return 0
      })
    looking = looked
    return looked
  }

  async function next(): Promise<void> {
    await tick()
    if (stopped) return
    timer = setTimeout(next, lease ? TICK_MS : IDLE_MS)
    timer.unref()
  }
  timer = setTimeout(next, TICK_MS)
  timer.unref()

  return {
    tick,
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await looking
      const held = lease
      lease = null
      if (held) await withPlatform((tx) => releaseLease(tx, held)).catch(() => undefined)
    },
  }
}

async function hold(lease: Lease | null, owner: string): Promise<Lease | null> {
  if (lease && (await renewLease(lease, HOLD_SECONDS))) return lease
  const taken = await withPlatform((tx) => acquireLease(tx, TRAFFIC_LEASE, owner, HOLD_SECONDS))
  return 'heldUntil' in taken ? null : taken
}

/** Sends the calls after the newest stored one until now, oldest first, so that a crash leaves no gap. */
async function simulate(world: World, now: Date, goOn: () => boolean): Promise<number> {
  const earliest = new Date(now.getTime() - CATCH_UP_MS)
  const from = (await findNewestCall(earliest)) ?? earliest
  const calls = callsBetween(world, from, now)
  let sent = 0
  for (let at = 0; at < calls.length && goOn(); at += MAX_ROWS) {
    const batch = calls.slice(at, at + MAX_ROWS)
    const ctx = { actor: { kind: 'job' as const, job: TRAFFIC_LEASE }, now, requestId: TRAFFIC_LEASE, ip: null }
    const answer = await ingestCalls(ctx, { count: batch.length, plain: true, parse: (index) => ({ value: rowOf(world, batch[index]) }) })
    sent += answer.accepted
    if (answer.rejected > 0) log().warn({ reasons: answer.reasons }, 'simulated calls were refused')
  }
  return sent
}

/** The simulated calls of [from, to), oldest first. */
function callsBetween(world: World, from: Date, to: Date): DemoCall[] {
  const calls: DemoCall[] = []
  for (let slotMs = Math.floor(from.getTime() / SLOT) * SLOT; slotMs < to.getTime(); slotMs += SLOT) {
    for (const tool of world.tools) {
      for (const call of callsOfSlot(world, tool, slotMs)) {
        if (call.atMs >= from.getTime() && call.atMs < to.getTime()) calls.push(call)
      }
    }
  }
  return calls.sort((a, b) => a.atMs - b.atMs)
}

/** A call as a sender would write it. */
function rowOf(world: World, call: DemoCall | undefined): Record<string, unknown> {
  if (!call) return {}
  return {
    id: callId(world, call),
    tool: call.tool.externalId,
    consumer: call.consumer.externalId,
    occurredAt: new Date(call.atMs).toISOString(),
    status: call.statusCode,
    latencyMs: call.latencyMs,
    cost: call.costMicros / 1_000_000,
    errorCode: call.errorCode,
    apiKeyPrefix: call.consumer.keyPrefix,
    sessionFingerprint: sessionOf(world, call),
  }
}
