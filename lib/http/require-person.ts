import type { Context, UserActor } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'

/**
 * The person who calls, for routes about somebody's own things.
 * @throws AppError forbidden for keys
 */
export function requirePerson({ actor }: Context): UserActor {
  if (actor.kind !== 'user') throw new AppError('forbidden', 'This is about a person who is signed in; a key is none.')
  return actor
}
