import { setTimeout as sleep } from 'node:timers/promises'
import type postgres from 'postgres'
import { Pool } from 'undici'
import { newId } from '@/lib/ids'
import { createCalls, type Marketplace, toBodies } from './bench-ingest-rows'

/** A process that ingests, and how to end it at once. */
export interface Victim {
  origin: string
  kill: () => Promise<void>
}

export interface ChaosReport {
  kills: number
  /** Requests sent, answered 2xx, and left without an answer or told to come again. */
  sent: number
  answered: number
  unanswered: number
  /** Calls whose request was answered 2xx at least once. */
  acknowledged: number
  /** Acknowledged calls that are not stored: must be 0. */
  lost: number
  /** Stored calls beyond one for each id: must be 0. */
  doubled: number
  stored: number
}

const CONNECTIONS = 6
const ROWS_A_REQUEST = 120
const MAX_ANSWERS_A_LIFE = 25
const MAX_LIFE_MS = 20_000
/** Answered requests that are sent once more all the same, as a nervous sender would. */
const REPEATED_SHARE = 0.3

/**
 * Sends calls without pause while the ingesting process is killed (-9) and started again at random
 * moments; what was not answered 2xx is sent again until it is. Then counts what is stored.
 * @param start starts the process; called again after each kill
 * @param random 0 <= x < 1, decides the moments
 */
export async function killWhileIngesting(
  owner: postgres.Sql,
  marketplace: Marketplace,
  { kills, start, random, onKill }: { kills: number; start: () => Promise<Victim>; random: () => number; onKill?: (kills: number) => void },
): Promise<ChaosReport> {
  const report: ChaosReport = { kills: 0, sent: 0, answered: 0, unanswered: 0, acknowledged: 0, lost: 0, doubled: 0, stored: 0 }
  const acknowledged = new Set<string>()
  const attempted = new Set<string>()
  let victim = await start()
  let over = false

  async function send(): Promise<void> {
    let pool = new Pool(victim.origin, { connections: 1, pipelining: 1 })
    while (!over) {
      const calls = createCalls(ROWS_A_REQUEST).map((call) => ({ ...call, id: newId() }))
      for (const { id } of calls) attempted.add(id)
      const [body] = toBodies(calls, ROWS_A_REQUEST, marketplace)
      let repeats = random() < REPEATED_SHARE ? 2 : 1
      while (repeats > 0) {
        report.sent++
        const status = await pool
          .request({
            path: '/api/ingest/invocations',
            method: 'POST',
            headers: { authorization: `Bearer ${marketplace.key}`, 'content-type': 'application/x-ndjson' },
            body,
            headersTimeout: 30_000,
          })
          .then(async (answer) => {
            await answer.body.dump()
            return answer.statusCode
          })
          .catch(() => null)
        if (status === 200) {
          report.answered++
          repeats--
          for (const { id } of calls) acknowledged.add(id)
        } else if (status === null || status === 503 || status === 429) {
          report.unanswered++
          await sleep(20)
          if (status === null) {
            await pool.destroy()
            pool = new Pool(victim.origin, { connections: 1, pipelining: 1 })
          }
        } else {
          throw new Error(`the server answered ${status}`)
        }
      }
    }
    await pool.destroy()
  }

  const senders = Array.from({ length: CONNECTIONS }, send)
  const failed = Promise.all(senders)
  for (let kill = 1; kill <= kills; kill++) {
    // In the middle of the work: after some answers of this process, at any moment between two of them.
    const enough = report.answered + Math.floor(random() * MAX_ANSWERS_A_LIFE)
    for (const patienceEndsAt = Date.now() + MAX_LIFE_MS; report.answered < enough && Date.now() < patienceEndsAt; ) await Promise.race([sleep(3), failed])
    await sleep(random() * 60)
    await victim.kill()
    report.kills = kill
    onKill?.(kill)
    victim = await start()
  }
  // What is still unanswered gets its answer before the count.
  over = true
  await failed
  await victim.kill()

  report.acknowledged = acknowledged.size
  const rows = await owner<{ id: string; copies: number }[]>`select id, count(*)::int as copies from invocations group by id`
  const stored = new Map(rows.map((row) => [row.id, row.copies]))
  for (const id of acknowledged) if (!stored.has(id)) report.lost++
  for (const [id, copies] of stored) {
    report.stored += copies
    report.doubled += copies - 1
    if (!attempted.has(id)) throw new Error(`a call is stored that was never sent: ${id}`)
  }
  return report
}

/** Numbers that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
