import { HOUR, MINUTE } from '@/lib/time'
import type { Suspect } from '../model'
import type { LedgerEntry, Tool } from './model'

/** An entry of the change ledger. */
export interface Change {
  kind: Suspect['kind']
  label: string
  at: Date
  /** Incidents last; null while they do. For changes the moment itself. */
  until: Date | null
  /** The tools it concerns; null: every tool of the organization, or of all. */
  toolIds: readonly string[] | null
}

/** Clocks differ, and a start is known to 5 minutes. */
export const AFTER_MS = 8 * MINUTE
/** An incident is declared when it is seen; what it explains may have begun so long before. */
const DECLARED_AFTER_MS = 30 * MINUTE
/** Every hour that lies between makes a change half as likely. */
const HALF_LIFE_MS = HOUR
/** What concerns everything is less telling than what concerns the affected tools. */
const UNSPECIFIC = 0.8
const LEAST_LIKELIHOOD = 0.05
const MOST = 5

/**
 * What changed shortly before the onset, likeliest first, at most five: by nearness in time and by how
 * many of the affected tools it concerns. What came after the onset is no suspect.
 * @param story onset to lastBadAt is the stretch that is to be explained
 */
export function rankSuspects(changes: readonly Change[], story: { onset: Date; lastBadAt: Date; toolIds: readonly string[] }): Suspect[] {
  const affected = new Set(story.toolIds)
  const ranked = changes.flatMap((change): Suspect[] => {
    const nearness = nearnessOf(change, story)
    const tools = change.toolIds?.filter((id) => affected.has(id))
    const overlap = tools ? tools.length / Math.max(1, affected.size) : UNSPECIFIC
    const likelihood = nearness * overlap
    if (likelihood < LEAST_LIKELIHOOD) return []
    return [{ kind: change.kind, label: change.label, at: change.at.toISOString(), toolId: tools?.length === 1 ? (tools[0] ?? null) : null, likelihood }]
  })
  return ranked
    .sort((a, b) => b.likelihood - a.likelihood || (a.at < b.at ? 1 : a.at > b.at ? -1 : 0) || (a.label < b.label ? -1 : a.label > b.label ? 1 : 0))
    .slice(0, MOST)
}

/** The entry as it concerns these tools of one organization, or of several; null where it concerns none of them. */
export function toChange(entry: LedgerEntry, tools: readonly Tool[]): Change | null {
  const { kind, label, at, until, organizationId, toolId, provider, routes, tools: named } = entry
  const concerned = tools.filter(
    (tool) =>
      (organizationId === null || tool.organizationId === organizationId) &&
      (toolId === null || tool.id === toolId) &&
      (provider === null || tool.dependsOn.includes(provider)) &&
      (routes.length + named.length === 0 || (tool.route !== null && routes.includes(tool.route)) || named.includes(tool.id)),
  )
  if (concerned.length === 0) return null
  const specific = toolId !== null || provider !== null || routes.length + named.length > 0
  return { kind, label, at, until, toolIds: specific ? concerned.map(({ id }) => id) : null }
}

/** 1 at the onset, halved by every hour before it; 0 after it. */
function nearnessOf({ kind, at, until }: Change, { onset, lastBadAt }: { onset: Date; lastBadAt: Date }): number {
  const before = onset.getTime() - at.getTime()
  if (kind === 'provider_incident' || kind === 'platform_incident') {
    const overlaps = at < lastBadAt && (until === null || until > onset)
    // One that was open when it began is as near as can be, however long it had lasted.
    return overlaps && -before <= DECLARED_AFTER_MS ? 1 : 0
  }
  return -before > AFTER_MS ? 0 : 0.5 ** (Math.max(0, before) / HALF_LIFE_MS)
}
