import type { ReservedSql } from 'postgres'
import { sqlState } from '@/lib/errors'
import { ROLLUP_LOCK } from '@/lib/metrics/model'
import { USAGE_LOCK } from '@/lib/usage/model'
import { TRAFFIC_LEASE } from '../model'

// A row that somebody writes for the marketplace while it is replaced or goes, or a deadlock with them.
const WORTH_RETRYING = new Set(['23503', '23505', '40P01', '40001'])
const ATTEMPTS = 6
/** Longer than a load or a removal takes; should either die, the generator goes on after this. */
const HOLD_MINUTES = 3

/**
 * Takes the generator's lease from whoever holds it, so that no calls are simulated meanwhile.
 * Returns whether somebody held it: calls may then be on their way still.
 */
export async function stopTraffic(sql: ReservedSql): Promise<boolean> {
  const [held] = await sql`select 1 from leases where name = ${TRAFFIC_LEASE} and until > clock_timestamp()`
  await sql`
    insert into leases (name, owner, term, until)
    values (${TRAFFIC_LEASE}, 'demo', 1, clock_timestamp() + make_interval(mins => ${HOLD_MINUTES}))
    on conflict (name) do update set owner = excluded.owner, term = leases.term + 1, until = excluded.until`
  return held !== undefined
}

/**
 * Holds back rollups and usage until the end of the transaction. Waits for the batch that is being
 * counted: when it returns, what was counted is there to be deleted.
 */
export async function holdRollups(sql: ReservedSql): Promise<void> {
  for (const lock of [ROLLUP_LOCK, USAGE_LOCK]) await sql`select pg_advisory_xact_lock(hashtext(${lock}))`
}

/** Lets the generator go on, if there is one and something to simulate. */
export async function allowTraffic(sql: ReservedSql): Promise<void> {
  await sql`delete from leases where name = ${TRAFFIC_LEASE} and owner = 'demo'`
}

/**
 * Runs work that the running app may disturb, again when it did.
 * @throws what work throws last
 */
export async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt === ATTEMPTS || !WORTH_RETRYING.has(sqlState(error) ?? '')) throw error
    }
  }
}
