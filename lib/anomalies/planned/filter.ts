import { z } from 'zod'
import { type PlannedState, plannedStates } from './model'

/** What a list of planned events is narrowed by. */
export interface PlannedNarrowing {
  state?: PlannedState
  toolId?: string
  search?: string
}

/** What a list's address says; what makes no sense is left out, never an error. */
export function readPlannedFilter(params: Record<string, string>, search: string): PlannedNarrowing {
  const state = z.enum(plannedStates).safeParse(params.state)
  const tool = z.uuid().safeParse(params.tool)
  return {
    ...(state.success ? { state: state.data } : {}),
    ...(tool.success ? { toolId: tool.data } : {}),
    ...(search ? { search } : {}),
  }
}
