import { saysAge } from '../age'
import type { KeptSnapshot, StatusSnapshot } from '../model'

/** What every format of the status page is made from. */
export interface Published extends KeptSnapshot {
  now: Date
  /** Origin of the console, without a slash at its end. */
  origin: string
}

/** The address of the page. */
export function pageUrl({ origin }: Pick<Published, 'origin'>): string {
  return `${origin}/status`
}

export function incidentUrl({ origin }: Pick<Published, 'origin'>, number: number): string {
  return `${origin}/status/incidents/${number}`
}

export function maintenanceUrl({ origin }: Pick<Published, 'origin'>, id: string): string {
  return `${origin}/status#maintenance-${id}`
}

/**
 * When the content last changed: not when it was put together, which is every minute, so that whoever asks again
 * with an ETag gets nothing new as long as nothing is new.
 */
export function changedAt(snapshot: StatusSnapshot): string {
  const moments = [
    ...snapshot.incidents.map(({ updatedAt }) => updatedAt),
    ...snapshot.maintenances.flatMap(({ updatedAt, startsAt, endsAt }) => [updatedAt, startsAt, endsAt].filter((at) => at <= snapshot.at)),
    ...snapshot.systems.flatMap(({ createdAt, since }) => (since === null ? [createdAt] : [createdAt, since])),
  ]
  return moments.reduce((last, at) => (at > last ? at : last), moments[0] ?? snapshot.at)
}

/** What a format says when it shows an old state; null while it is as new as it can be. */
export function staleNote(published: Published): string | null {
  const { snapshot, now } = published
  return saysAge(published, now) ? `As of ${snapshot.at.slice(0, 16).replace('T', ' ')} UTC. Newer facts could not be read since.` : null
}
