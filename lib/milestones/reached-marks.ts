import { type EarningsStep, MILESTONES_MICROS, type ReachedMark } from './model'

/**
 * The marks that are passed and not recorded yet, lowest first, each with when it was passed first: a
 * refund or a correction that takes the total below it again later changes nothing.
 * @param earnings oldest first
 * @param recorded thresholds that are known, in micros
 */
export function reachedMarks(earnings: readonly EarningsStep[], recorded: readonly number[]): ReachedMark[] {
  const open = MILESTONES_MICROS.filter((mark) => !recorded.includes(mark))
  const reached: ReachedMark[] = []
  let totalMicros = 0
  for (const { at, revenueMicros } of earnings) {
    totalMicros += revenueMicros
    for (let next = open[0]; next !== undefined && next <= totalMicros; next = open[0]) {
      reached.push({ thresholdMicros: next, reachedAt: at })
      open.shift()
    }
  }
  return reached
}

/** The next mark above a total, or null above the last. */
export function nextMark(totalMicros: number): number | null {
  return MILESTONES_MICROS.find((mark) => mark > totalMicros) ?? null
}
