import type { Context, PlatformRole, UserActor } from '@/lib/auth/model'
import { type OpenIncident, openIncidentInput, type PostmortemInput } from '@/lib/incidents/input'
import { createPerson } from './people'

/** An incident as somebody reports it. */
export function incidentInput(change: Partial<OpenIncident> = {}): OpenIncident {
  return { ...openIncidentInput.parse({ title: 'The gateway answers with 502', severity: 3 }), ...change }
}

/** A post-mortem that lacks nothing. */
export function wholePostmortem(change: Partial<PostmortemInput> = {}): PostmortemInput {
  return {
    version: 0,
    whatHappened: 'A deploy took the cache away.',
    impact: 'Calls failed.',
    usersAffected: 12,
    minutes: 41,
    revenueMicros: 3_000_000,
    whys: ['The cache was empty.', 'The deploy restarts it.', 'Nobody warms it.'],
    rootCause: 'A deploy empties the cache.',
    lessons: 'Warm it.',
    ...change,
  }
}

/** Somebody of the staff, acting at a moment. */
export async function staffAt(platformRole: PlatformRole, now: Date): Promise<Context & { actor: UserActor }> {
  const { actor } = await createPerson({ platformRole })
  return { actor, now, requestId: 'test', ip: null }
}
