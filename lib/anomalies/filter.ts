import { z } from 'zod'
import { addDays } from '@/lib/time'
import { anomalyMetrics, anomalySeverities, anomalyStates } from './model'

// By what a list of stories is narrowed, and how far it has been read. Pages, CSV and API read the same.

/** States that lists know: a withdrawn story never was one, so nothing shows it. */
export const shownStates = anomalyStates.filter((state) => state !== 'withdrawn')

/** Days back that a list can be cut to. */
export const storyPeriods = ['1', '7', '30', '90'] as const

export const storyFilterSchema = z.strictObject({
  /** Part of the title, of a tool's name or of the cause. */
  search: z.string().trim().max(200).optional(),
  severity: z.enum(anomalySeverities).optional(),
  state: z.enum(shownStates).optional(),
  /** A metric that is out of the ordinary in it. */
  metric: z.enum(anomalyMetrics).optional(),
  /** A tool that it touches. */
  tool: z.uuid().optional(),
  /** Only stories that were still going on so many days ago, or began since. */
  days: z.enum(storyPeriods).optional(),
})
export type StoryFilter = z.infer<typeof storyFilterSchema>

/** The filter in an address; what makes no sense there narrows nothing. */
export function readStoryFilter(params: Record<string, string | undefined>, search: string): StoryFilter {
  const read = <Key extends keyof StoryFilter>(key: Key, value: string | undefined): StoryFilter[Key] | undefined => {
    const parsed = storyFilterSchema.shape[key].safeParse(value)
    return parsed.success ? (parsed.data as StoryFilter[Key]) : undefined
  }
  return {
    search: search || undefined,
    severity: read('severity', params.severity),
    state: read('state', params.state),
    metric: read('metric', params.metric),
    tool: read('tool', params.tool),
    days: read('days', params.days),
  }
}

/** Is anything left out? */
export function isNarrowed(filter: StoryFilter): boolean {
  return Object.values(filter).some((value) => value !== undefined)
}

/** From when on stories count; null: all of them. */
export function filterFrom({ days }: StoryFilter, now: Date): Date | null {
  return days === undefined ? null : addDays(now, -Number(days))
}

/** The last story of a page: the next begins after it. */
export interface StoryPlace {
  startedAt: Date
  id: string
}

const placeSchema = z.tuple([z.iso.datetime(), z.uuid()])

/** A place as text that a caller hands back unread. */
export function writeCursor({ startedAt, id }: StoryPlace): string {
  return Buffer.from(JSON.stringify([startedAt.toISOString(), id])).toString('base64url')
}

/** The place that a cursor stands for; null when it is none that was given out. */
export function readCursor(cursor: string): StoryPlace | null {
  try {
    const [startedAt, id] = placeSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
    return { startedAt: new Date(startedAt), id }
  } catch {
    return null
  }
}
