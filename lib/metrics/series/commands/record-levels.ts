import { withPlatform } from '@/db/client'
import type { Dimensions } from '@/lib/dimensions'
import { floorTo, MINUTE } from '@/lib/time'
import { gaugeMinute, writers } from '../model'
import { storeRows } from './store-rows'

/** A level of the whole platform: a queue's depth, connections, active people. */
export interface Level {
  metric: string
  dimensions: Dimensions
  value: number
}

/** Writes levels as gauges of the minute of `now`; of two in one minute the later stands. Returns how many. */
export async function recordLevels(levels: Level[], now: Date): Promise<number> {
  const atMs = floorTo(now, MINUTE).getTime()
  const rows = levels.map(({ metric, dimensions, value }) => gaugeMinute(metric, dimensions, value, atMs))
  const { stored } = await withPlatform((tx) => storeRows(tx, { organizationId: null, writer: writers.samples, rows, how: 'replace', now }))
  return stored
}
