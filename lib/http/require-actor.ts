import { randomUUID } from 'node:crypto'
import { headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import { cache } from 'react'
import { findSignedIn, type SignedIn } from '@/lib/auth/authenticate'
import { type Context, hasPermission, type Permission, type UserActor, type Visit } from '@/lib/auth/model'
import { PATH_HEADER } from '@/lib/auth/names'
import { safeNext } from '@/lib/auth/next-path'
import { clientIp } from '@/lib/client-ip'

/** The context of a signed-in person. */
export type UserContext = Context & { actor: UserActor }
/** The context of a person in an organization: what tenant pages and actions hand to queries and commands. */
export type TenantContext = UserContext & { organizationId: string }

// One look-up a request, however many layouts and pages ask.
const currentPerson = cache(async () => findSignedIn(await headers()))

/** The context of a caller who need not be signed in: setting up, accepting an invitation. */
export async function readVisit(): Promise<Visit> {
  const sent = await headers()
  return { now: new Date(), requestId: sent.get('x-request-id') || randomUUID(), ip: clientIp({ headers: sent }) }
}

/** The context of the signed-in person, or null; for pages that anybody may see. */
export async function findUser(): Promise<UserContext | null> {
  const person = await currentPerson()
  return person && { ...(await readVisit()), actor: person.actor }
}

/** Name, address and organizations of the person whom requireUser, requireTenant or requireStaff has let in. */
export async function signedInPerson(): Promise<Omit<SignedIn, 'actor'>> {
  const person = await currentPerson()
  if (!person) throw new Error('Asked for the person behind a request before requiring one.')
  return person
}

/** The context of the signed-in person; whoever is not signed in is sent to /sign-in and comes back. */
export async function requireUser(): Promise<UserContext> {
  const ctx = await findUser()
  if (ctx) return ctx
  const path = (await headers()).get(PATH_HEADER)
  redirect(path ? `/sign-in?next=${encodeURIComponent(safeNext(path))}` : '/sign-in')
}

/** The context of a tenant's page or action; redirects to /sign-in, or to /dashboard/choose when no organization is chosen. */
export async function requireTenant(): Promise<TenantContext> {
  const ctx = await requireUser()
  if (!ctx.actor.organizationId) redirect('/dashboard/choose')
  return { ...ctx, organizationId: ctx.actor.organizationId }
}

/**
 * The context of a staff page or action. Who is signed in without the permission gets the same
 * answer as for a page that does not exist.
 */
export async function requireStaff(permission: Permission): Promise<UserContext> {
  const ctx = await requireUser()
  if (!hasPermission(ctx.actor, permission)) notFound()
  return ctx
}
