import { parseTableQuery, type SearchParams, type TableQuery } from '@/components/ui/table-query'
import { type IncidentFilter, type IncidentSort, incidentSorts, incidentStandings } from '@/lib/incidents/filter'
import { severities } from '@/lib/incidents/model'
import { addDays } from '@/lib/time'

/** The list's state from the address; page and CSV read the same. What makes no sense narrows nothing. */
export function incidentQuery(params: SearchParams): { query: TableQuery; filter: IncidentFilter; sort: IncidentSort } {
  const query = parseTableQuery(params, { path: '/admin/incidents', sortable: incidentSorts, defaultSort: { by: 'started', direction: 'desc' }, pageSize: 20 })
  const { severity, status, system, from, to } = query.params
  const last = dayOf(to)
  return {
    query,
    filter: {
      severity: severities.find((one) => String(one) === severity),
      status: incidentStandings.find((one) => one === status),
      system,
      from: dayOf(from),
      // The day itself is meant as well.
      to: last && addDays(last, 1),
      search: query.search || undefined,
    },
    sort: incidentSorts.find((one) => one === query.sort.by) ?? 'started',
  }
}

function dayOf(text: string | undefined): Date | undefined {
  if (!text || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const day = new Date(`${text}T00:00:00Z`)
  return Number.isNaN(day.getTime()) ? undefined : day
}
