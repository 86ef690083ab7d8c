import { sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'

/** Proof of holding: the term tells this holding from any later one of the same name. */
export interface Lease {
  name: string
  owner: string
  term: number
}

// The database's clock decides, so that processes with clocks of their own agree.

/**
 * Takes the lease if nobody holds it or its holder let it run out.
 * @returns the lease, or the moment until which another holds it
 */
export async function acquireLease(tx: Tx, name: string, owner: string, seconds: number): Promise<Lease | { heldUntil: Date }> {
  const [taken] = await tx.execute<{ term: string }>(sql`
    insert into leases (name, owner, term, until)
    values (${name}, ${owner}, 1, clock_timestamp() + make_interval(secs => ${seconds}))
    on conflict (name) do update
      set owner = excluded.owner, term = leases.term + 1, until = excluded.until
      where leases.until <= clock_timestamp()
    returning term`)
  if (taken) return { name, owner, term: Number(taken.term) }
  const [held] = await tx.execute<{ until: string }>(sql`select until from leases where name = ${name}`)
  return { heldUntil: new Date(held?.until ?? Date.now()) }
}

/** Prolongs the lease from now on; false when another has taken it meanwhile. */
export async function renewLease(lease: Lease, seconds: number): Promise<boolean> {
  const renewed = await withPlatform((tx) =>
    tx.execute(sql`
      update leases set until = clock_timestamp() + make_interval(secs => ${seconds})
      where name = ${lease.name} and owner = ${lease.owner} and term = ${lease.term}
      returning term`),
  )
  return renewed.length > 0
}

/** Frees the lease for the next; does nothing when another has taken it. The row keeps the term. */
export async function releaseLease(tx: Tx, lease: Lease): Promise<void> {
  await tx.execute(sql`
    update leases set until = clock_timestamp()
    where name = ${lease.name} and owner = ${lease.owner} and term = ${lease.term}`)
}
