import { incidentStatuses, type Severity } from './model'

export const incidentStandings = [...incidentStatuses, 'open', 'unclosed'] as const
/** A status, or `open`: not resolved, or `unclosed`: resolved with something left to do. */
export type IncidentStanding = (typeof incidentStandings)[number]

export const incidentSorts = ['started', 'severity', 'lasted'] as const
export type IncidentSort = (typeof incidentSorts)[number]

/** What a list of incidents is narrowed to. */
export interface IncidentFilter {
  severity?: Severity
  status?: IncidentStanding
  /** Key of a system that it affects or affected. */
  system?: string
  /** Began at or after. */
  from?: Date
  /** Began before. */
  to?: Date
  /** Words of the title, the key, or the story; INC-12 or 12 finds that one. */
  search?: string
}

/** What somebody typed as words of a full-text search, each by its beginning; null where there is none. */
export function searchWords(search: string): string | null {
  const words = search
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu)
  return words === null ? null : words.map((word) => `${word}:*`).join(' & ')
}

/** The number of the incident that is searched for; null where it is none. */
export function searchedNumber(search: string): number | null {
  const found = /^\s*(?:inc-?)?\s*(\d{1,9})\s*$/i.exec(search)
  return found ? Number(found[1]) : null
}
