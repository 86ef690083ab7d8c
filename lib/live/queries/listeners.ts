import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { permissionsOf, platformRoles } from '@/lib/auth/model'
import type { Audience } from '../model'

/** Who listens to what. */
export interface Listener {
  sessionId: string
  audience: Audience
}

/** By what a listener is told from others in the answer of findEntitled. */
export function listenerKey({ sessionId, audience }: Listener): string {
  return `${sessionId} ${audience.kind === 'staff' ? '' : audience.organizationId}`
}

const staffRoles = platformRoles.filter((role) => permissionsOf(role).has('admin.read'))

/**
 * Of these listeners the keys of those who may still listen: the session lives, and its person is a
 * member of the organization, or of the staff. One statement for all; needs the platform's rights.
 */
export async function findEntitled(tx: Tx, listeners: Listener[], now: Date): Promise<Set<string>> {
  const asked = listeners.map((listener) => ({
    key: listenerKey(listener),
    session: listener.sessionId,
    organization: listener.audience.kind === 'staff' ? null : listener.audience.organizationId,
  }))
  const rows = await tx.execute<{ key: string }>(sql`
    select a.key
    from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as a(key text, session uuid, organization uuid)
    join sessions s on s.id = a.session and s.expires_at > ${now}
    join users u on u.id = s.user_id
    where case when a.organization is null then u.platform_role in ${staffRoles}
      else exists (select from members m where m.user_id = u.id and m.organization_id = a.organization) end`)
  return new Set(rows.map(({ key }) => key))
}
