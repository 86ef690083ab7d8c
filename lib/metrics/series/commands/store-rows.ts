import type { Tx } from '@/db/client'
import { type MinuteRow, meter, OVERFLOW_METRIC } from '@/lib/meter'
import { foldMinutes, type LabelSet, labelSetKey } from '../model'
import { resolveSeries } from './resolve-series'
import { type SeriesMinute, storeMinutes } from './store-minutes'

/**
 * Writes minutes of one organization (null: the platform) by name: series are looked up or made, what is beyond
 * the cap of label sets is counted under `other`, and rows of one minute are added up. See storeMinutes.
 * @returns label sets that are known as another kind of metric; nothing of them is stored
 */
export async function storeRows(
  tx: Tx,
  { organizationId, writer, rows, how, now }: { organizationId: string | null; writer: string; rows: MinuteRow[]; how: 'replace' | 'add'; now: Date },
): Promise<{ mismatched: LabelSet[]; stored: number }> {
  let folded = foldMinutes(rows)
  let found = await resolveSeries(tx, organizationId, folded, now)
  const { overflowing, mismatched } = found
  if (overflowing.length > 0) {
    for (const { metric } of overflowing) meter().add(OVERFLOW_METRIC, { type: metric })
    folded = foldMinutes(folded, overflowing)
    found = await resolveSeries(tx, organizationId, folded, now)
  }
  const { ids } = found
  const minutes: SeriesMinute[] = folded.flatMap((row) => {
    const seriesId = ids.get(labelSetKey(row))
    return seriesId === undefined ? [] : [{ ...row, seriesId }]
  })
  await storeMinutes(tx, { organizationId, writer, minutes, how, now })
  return { mismatched: [...mismatched, ...found.mismatched.filter((set) => !mismatched.includes(set))], stored: minutes.length }
}
