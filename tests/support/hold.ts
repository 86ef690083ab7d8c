import { setTimeout as sleep } from 'node:timers/promises'
import type postgres from 'postgres'

const KEY = 711

export interface Hold {
  /** Resolves when somebody waits to write one row more. */
  reached: () => Promise<void>
  /** Ends the transactions that wait, and lets everybody write again. */
  release: () => Promise<void>
}

/**
 * Lets about so many rows into a table; whoever would write more then waits. For tests that kill a
 * process half way through its work, however fast it is and however late the test looks.
 */
export async function holdAfter(owner: postgres.Sql, table: 'outbox', rows: number): Promise<Hold> {
  const hand = await owner.reserve()
  await hand`select pg_advisory_lock(${KEY})`
  await owner.unsafe(`
    create function hold_rows() returns trigger language plpgsql security definer as $$
    begin
      if (select count(*) from ${table}) >= ${rows} then perform pg_advisory_xact_lock_shared(${KEY}); end if;
      return new;
    end $$;
    create trigger hold_rows before insert on ${table} for each row execute function hold_rows()`)
  const waiting = () =>
    owner<{ pid: number }[]>`
      select pid from pg_locks where locktype = 'advisory' and objid = ${KEY} and not granted and database = (select oid from pg_database where datname = current_database())`
  return {
    reached: async () => {
      while ((await waiting()).length === 0) await sleep(5)
    },
    release: async () => {
      for (const { pid } of await waiting()) await owner`select pg_terminate_backend(${pid})`
      // Nobody may still be about to write: the trigger goes when they are gone.
      await owner.unsafe(`drop trigger hold_rows on ${table}; drop function hold_rows()`)
      await hand`select pg_advisory_unlock(${KEY})`
      hand.release()
    },
  }
}
