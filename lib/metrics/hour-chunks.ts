import { HOUR, startOfDay, type Window } from '@/lib/time'

/** An hour with marked buckets, and how many. */
export interface MarkedHour {
  hourAt: Date
  marks: number
}

/** Hours of one UTC day that are counted in one statement. */
export interface HourChunk extends Window {
  dayAt: Date
}

/**
 * Hours grouped so that a statement has enough to do to be worth its planning and not so much that
 * its intermediate results leave memory: neighbouring hours of one day with at most maxMarks marked
 * buckets together; a busier hour stands alone (it cannot be split: its distinct consumers are one set).
 * @param hours ascending
 */
export function chunkHours(hours: MarkedHour[], maxMarks: number): HourChunk[] {
  const chunks: HourChunk[] = []
  let marks = 0
  for (const hour of hours) {
    const last = chunks.at(-1)
    const dayAt = startOfDay(hour.hourAt)
    const to = new Date(hour.hourAt.getTime() + HOUR)
    if (last && last.dayAt.getTime() === dayAt.getTime() && marks + hour.marks <= maxMarks) {
      last.to = to
      marks += hour.marks
    } else {
      chunks.push({ dayAt, from: hour.hourAt, to })
      marks = hour.marks
    }
  }
  return chunks
}
