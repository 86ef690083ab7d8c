import { and, eq, gt, lte } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { anomalyWindows } from '@/db/schema/anomalies'
import { FIVE_MINUTE_DAYS } from '@/lib/metrics/model'
import { listToolSeries } from '@/lib/metrics/queries'
import { addDays, HOUR, MINUTE } from '@/lib/time'
import { listHappenings } from '@/lib/tools/queries'
import { chartOf, chartWindow } from '../chart'
import { anomalyMetrics } from '../model'
import type { StoryChart, StoryView } from '../view'

/** The charts of a story's heaviest signs, `most` at most. None when its 5-minute figures are no longer kept. */
export async function listStoryCharts(tx: Tx, { story, now, most }: { story: StoryView; now: Date; most: number }): Promise<StoryChart[]> {
  const window = chartWindow(story, now)
  if (window.from < addDays(now, -FIVE_MINUTE_DAYS)) return []
  return Promise.all(
    story.events.slice(0, most).map(async (event) => {
      const metric = anomalyMetrics.find((one) => one === event.metric) ?? 'error_rate'
      const { organizationId, toolId } = event
      const [series, hours, kept, happenings] = await Promise.all([
        // Half an hour more: the first moment is judged by it.
        listToolSeries(tx, { organizationId, toolId, step: '5m', window: { from: new Date(window.from.getTime() - 25 * MINUTE), to: window.to } }),
        listToolSeries(tx, {
          organizationId,
          toolId,
          step: 'hour',
          window: { from: addDays(window.from, -29), to: new Date(event.startedAt.getTime() + HOUR) },
        }),
        tx
          .select({ windowAt: anomalyWindows.windowAt, expectedLow: anomalyWindows.expectedLow, expectedHigh: anomalyWindows.expectedHigh })
          .from(anomalyWindows)
          .where(
            and(
              eq(anomalyWindows.toolId, toolId),
              eq(anomalyWindows.metric, metric),
              gt(anomalyWindows.windowAt, window.from),
              lte(anomalyWindows.windowAt, window.to),
            ),
          ),
        listHappenings(tx, { organizationId, toolId, window }),
      ])
      return {
        event,
        metric,
        window,
        points: chartOf(metric, { series, hours, usualUntil: event.startedAt, kept }),
        happenings: happenings.map(({ id, at, label }) => ({ id, at, label })),
      }
    }),
  )
}
