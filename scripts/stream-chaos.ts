import { setTimeout as sleep } from 'node:timers/promises'
import type postgres from 'postgres'
import type { Victim } from './ingest-chaos'
import { readStream } from './stream-reader'

interface Options {
  /** The organization that is listened to, and another one whose events must not arrive. */
  organizationId: string
  otherId: string
  cookie: string
  path: string
  events: number
  kills: number
  start: () => Promise<Victim>
  onKill?: (kill: number) => void
}

export interface StreamReport {
  written: number
  received: number
  /** Written and never received. */
  lost: number
  /** Received more than once. */
  doubled: number
  /** Received behind one with a higher number. */
  disordered: number
  /** Of somebody else. */
  foreign: number
  connects: number
}

/** Several write at once, as evaluators and people do. */
const WRITERS = 4

/**
 * Lets a reader follow an organization's alerts while events are written and the server is killed again and
 * again, and compares what it received with what stands in the database.
 */
export async function killWhileStreaming(owner: postgres.Sql, options: Options): Promise<StreamReport> {
  const { organizationId, otherId, cookie, path, kills } = options
  const mine = await openAlert(owner, organizationId)
  const others = await openAlert(owner, otherId)
  let victim = await options.start()
  const [newestBefore] = await owner<{ id: number }[]>`select coalesce(max(id), 0)::int as id from live_events`
  const after = newestBefore?.id ?? 0
  const reader = readStream({ url: () => `${victim.origin}${path}`, cookie, after })
  await reader.ready

  const perKill = Math.ceil(options.events / (kills + 1))
  let left = options.events
  for (let kill = 0; kill <= kills; kill++) {
    const count = Math.min(perKill, left)
    left -= count
    const writing = writeEvents(owner, { mine, others, count })
    if (kill < kills) {
      // In the middle of it: some are delivered, some are not, some are not written yet.
      await Promise.race([writing, sleep(20 + (kill % 5) * 30)])
      await victim.kill()
      const [next] = await Promise.all([options.start(), writing])
      victim = next
      options.onKill?.(kill + 1)
    } else await writing
  }

  const stored = await owner<{ id: string }[]>`select id::text from live_events where organization_id = ${organizationId} and id > ${after} order by id`
  const foreignIds = new Set((await owner<{ id: string }[]>`select id::text from live_events where organization_id = ${otherId}`).map(({ id }) => id))
  const newest = stored.at(-1)?.id
  for (const giveUpAt = Date.now() + 30_000; Date.now() < giveUpAt && reader.events.at(-1)?.id !== newest; ) await sleep(20)
  await reader.close()
  await victim.kill()

  const received = reader.events.map(({ id }) => id)
  const distinct = new Set(received)
  return {
    written: stored.length,
    received: received.length,
    lost: stored.filter(({ id }) => !distinct.has(id)).length,
    doubled: received.length - distinct.size,
    disordered: received.filter((id, i) => i > 0 && Number(id) < Number(received[i - 1])).length,
    foreign: received.filter((id) => foreignIds.has(id)).length,
    connects: reader.connects,
  }
}

async function openAlert(owner: postgres.Sql, organizationId: string): Promise<{ id: string; organizationId: string }> {
  const [row] = await owner`insert into alerts (organization_id, fingerprint, severity, title, labels, started_at, fired_at)
    values (${organizationId}, ${`stream ${organizationId}`}, 'critical', 'Error ratio above 5 %', '{}', now(), now()) returning id`
  return { id: String(row?.id), organizationId }
}

interface Writing {
  mine: { id: string; organizationId: string }
  others: { id: string; organizationId: string }
  count: number
}

/** Transactions of one to three events each, every fourth with one of somebody else. */
async function writeEvents(owner: postgres.Sql, { mine, others, count }: Writing): Promise<void> {
  let next = 0
  const write = async () => {
    while (next < count) {
      const size = Math.min(1 + (next % 3), count - next)
      const first = next
      next += size
      await owner.begin(async (tx) => {
        for (let i = 0; i < size; i++) {
          await tx`insert into alert_events (alert_id, organization_id, type, at) values (${mine.id}, ${mine.organizationId}, 'escalated', now())`
        }
        if (first % 4 === 0)
          await tx`insert into alert_events (alert_id, organization_id, type, at) values (${others.id}, ${others.organizationId}, 'fired', now())`
      })
    }
  }
  await Promise.all(Array.from({ length: WRITERS }, write))
}
