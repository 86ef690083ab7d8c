import { randomUUID } from 'node:crypto'
import { hashPassword } from 'better-auth/crypto'
import { withPlatform } from '@/db/client'
import { organizations } from '@/db/schema/accounts'
import { members } from '@/db/schema/auth'
import { addPerson } from '@/lib/auth/commands/add-person'
import type { MemberRole, PlatformRole, UserActor } from '@/lib/auth/model'
import { IP_HEADER } from '@/lib/auth/names'
import { auth } from '@/lib/auth/server'

export const PASSWORD = 'correct horse battery'

let passwordHash: Promise<string> | undefined

/** An organization of its own. */
export async function createOrganization(name = `Org ${randomUUID().slice(0, 8)}`): Promise<{ id: string; name: string }> {
  const [row] = await withPlatform((tx) =>
    tx.insert(organizations).values({ name, slug: randomUUID() }).returning({ id: organizations.id, name: organizations.name }),
  )
  if (!row) throw new Error('the organization was not created')
  return row
}

interface PersonWish {
  email?: string
  platformRole?: PlatformRole
  organizationId?: string
  memberRole?: MemberRole
}

/** A person with PASSWORD, in an organization if one is given (owner unless said otherwise). */
export async function createPerson(wish: PersonWish = {}): Promise<{ userId: string; email: string; actor: UserActor }> {
  passwordHash ??= hashPassword(PASSWORD)
  const hash = await passwordHash
  const email = wish.email ?? `${randomUUID()}@example.com`
  const memberRole = wish.organizationId ? (wish.memberRole ?? 'owner') : null
  const userId = await withPlatform(async (tx) => {
    const id = await addPerson(tx, { name: 'Robin Vale', email, passwordHash: hash, platformRole: wish.platformRole }, new Date())
    if (wish.organizationId && memberRole) await tx.insert(members).values({ organizationId: wish.organizationId, userId: id, role: memberRole })
    return id
  })
  return {
    userId,
    email,
    actor: {
      kind: 'user',
      userId,
      sessionId: randomUUID(),
      platformRole: wish.platformRole ?? null,
      organizationId: wish.organizationId ?? null,
      memberRole,
    },
  }
}

const ORIGIN = 'http://localhost:3000'
let address = 0

/** A caller's address that no other test uses: better-auth counts by address. */
export function freshAddress(): string {
  address++
  return `198.18.${address >> 8}.${address & 255}`
}

/** One request to the sign-in machinery, as a browser at `ip` with these cookies sends it. */
export async function callAuth(
  path: string,
  body?: Record<string, unknown>,
  options: { cookie?: string; ip?: string; origin?: string } = {},
): Promise<{ status: number; body: Record<string, unknown>; cookie: string; headers: Headers }> {
  const headers = new Headers({ origin: options.origin ?? ORIGIN, [IP_HEADER]: options.ip ?? freshAddress(), 'user-agent': 'test' })
  if (options.cookie) headers.set('cookie', options.cookie)
  if (body) headers.set('content-type', 'application/json')
  const response = await auth().handler(
    new Request(`${ORIGIN}/api/auth${path}`, { method: body ? 'POST' : 'GET', headers, body: body ? JSON.stringify(body) : undefined, redirect: 'manual' }),
  )
  const text = await response.text()
  return {
    status: response.status,
    body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {},
    cookie: mergeCookies(options.cookie, response.headers.getSetCookie()),
    headers: response.headers,
  }
}

/** Signs in with PASSWORD; returns the cookies of the session. */
export async function signIn(email: string): Promise<string> {
  const { status, cookie } = await callAuth('/sign-in/email', { email, password: PASSWORD })
  if (status !== 200) throw new Error(`signing in answered ${status}`)
  return cookie
}

/** A browser's cookie jar in small: later cookies replace earlier ones, expired ones go. */
function mergeCookies(sent: string | undefined, set: string[]): string {
  const jar = new Map<string, string>()
  for (const pair of (sent ?? '').split('; ').filter(Boolean)) jar.set(pair.slice(0, pair.indexOf('=')), pair)
  for (const line of set) {
    const [pair = '', ...attributes] = line.split('; ')
    const name = pair.slice(0, pair.indexOf('='))
    if (attributes.some((attribute) => /^max-age=0$/i.test(attribute))) jar.delete(name)
    else jar.set(name, pair)
  }
  return [...jar.values()].join('; ')
}
