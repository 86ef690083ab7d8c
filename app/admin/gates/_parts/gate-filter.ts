import type { TableQuery } from '@/components/ui/table-query'
import { gateStates, gateTypes } from '@/lib/gates/model'
import { type GateFilter, type GateSort, gateSorts } from '@/lib/gates/queries/list-gates'

/** What the staff's list of gates is narrowed and ordered by, from its address; page and CSV read the same. */
export function gateFilter({ params, search, sort }: TableQuery): GateFilter & { sort: GateSort; direction: 'asc' | 'desc' } {
  const state = gateStates.find((one) => one === params.state)
  return {
    type: gateTypes.find((one) => one === params.gate),
    states: state ? [state] : undefined,
    search,
    sort: gateSorts.find((one) => one === sort.by) ?? 'triggered',
    direction: sort.direction,
  }
}
