import type { SloState } from './model'

/** How many of the SLOs that can be judged hold, and which part that is (0..1; null: none can be judged). */
export function compliance(states: readonly SloState[]): { held: number; judged: number; ratio: number | null } {
  const judged = states.filter((state) => state === 'met' || state === 'burning' || state === 'breached')
  const held = judged.filter((state) => state !== 'breached').length
  return { held, judged: judged.length, ratio: judged.length > 0 ? held / judged.length : null }
}
