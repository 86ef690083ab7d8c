import { sql } from 'drizzle-orm'
import { withPlatform } from '@/db/client'

/**
 * Writes down what the clock has done: planned work that has begun or ended, each once, however many run this
 * at a time. What began and ended between two looks has both. Subscribers are told of these entries like of others.
 * @returns how many began or ended
 */
export async function followClock(now: Date): Promise<number> {
  return withPlatform(async (tx) => {
    // The updated row is the claim: a second run that waited for it finds that nothing is left to do.
    const begun = await tx.execute(sql`
      with begun as (
        update status_maintenances set started_at = starts_at, updated_at = ${now}
        where started_at is null and completed_at is null and cancelled_at is null and starts_at <= ${now}
        returning id, starts_at
      )
      insert into status_maintenance_entries (maintenance_id, type, at)
      select id, 'started', starts_at from begun order by starts_at, id`)
    const ended = await tx.execute(sql`
      with ended as (
        update status_maintenances set completed_at = ends_at, updated_at = ${now}
        where completed_at is null and cancelled_at is null and ends_at <= ${now}
        returning id, ends_at
      )
      insert into status_maintenance_entries (maintenance_id, type, at)
      select id, 'completed', ends_at from ended order by ends_at, id`)
    return begun.count + ended.count
  })
}
