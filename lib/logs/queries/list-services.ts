import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { floorTo } from '@/lib/time'
import { COUNTED_MS } from '../histogram'

/** Services that wrote lines since a moment, by name; at most so many as a list to choose from can bear. */
export async function listServices(tx: Tx, since: Date): Promise<string[]> {
  const rows = await tx.execute<{ service: string }>(sql`
    select service from log_counts where at >= ${floorTo(since, COUNTED_MS)} and service is not null group by service having sum(lines) > 0 order by service limit 200`)
  return rows.map(({ service }) => service)
}

/** Has any line ever arrived, of those that are kept? */
export async function hasLines(tx: Tx): Promise<boolean> {
  const [row] = await tx.execute<{ found: boolean }>(sql`select exists (select from log_lines) as found`)
  return row?.found ?? false
}
