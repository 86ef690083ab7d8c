import type { AuditEntry } from '@/lib/journal/queries'

/** Who did it, in words. People who are no members are staff of the platform, or have left: which, a tenant cannot see. */
export function actorWord({ actorKind, actorName, actorId }: Pick<AuditEntry, 'actorKind' | 'actorName' | 'actorId'>): string {
  if (actorKind === 'job') return `Pulsegrid, ${actorId ?? 'by itself'}`
  if (actorKind === 'key') return actorName ? `Key ${actorName}` : 'A key of the platform'
  return actorName ?? 'Staff, or a former member'
}
