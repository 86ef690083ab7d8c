import { sql } from 'drizzle-orm'
import { withPlatform } from '@/db/client'

/** Folds what statements have written into the counts of lines; returns how many rows were folded. At any time, also twice at once. */
export async function foldLogCounts(): Promise<number> {
  const [row] = await withPlatform((tx) => tx.execute<{ folded: number }>(sql`select fold_log_counts() as folded`))
  return row?.folded ?? 0
}
