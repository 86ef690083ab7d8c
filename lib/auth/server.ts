import { betterAuth } from 'better-auth'
import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import { authDatabase } from '@/db/client'
import { organizations } from '@/db/schema/accounts'
import { invitations, members, rateLimits, sessions, accounts as signInAccounts, twoFactors, users, verifications } from '@/db/schema/auth'
import { env } from '@/lib/env'
import { newId } from '@/lib/ids'

export const COOKIE_PREFIX = 'pulsegrid'

function create() {
  const { APP_URL, BETTER_AUTH_SECRET } = env()
  if (!BETTER_AUTH_SECRET) throw new Error('BETTER_AUTH_SECRET is not set. `npm start` and `npm run quickstart` generate one into .data/secret.')
  return betterAuth({
    appName: 'Pulsegrid',
    baseURL: APP_URL,
    secret: BETTER_AUTH_SECRET,
    telemetry: { enabled: false },
    database: drizzleAdapter(authDatabase(), {
      provider: 'pg',
      transaction: true,
      schema: {
        user: users,
        session: sessions,
        account: signInAccounts,
        verification: verifications,
        twoFactor: twoFactors,
        organization: organizations,
        member: members,
        invitation: invitations,
        rateLimit: rateLimits,
      },
    }),
    user: { additionalFields: { platformRole: { type: 'string', required: false, input: false } } },
    session: {
      additionalFields: { activeOrganizationId: { type: 'string', required: false, input: false } },
    },
    emailAndPassword: { enabled: true, minPasswordLength: 10 },
    advanced: { cookiePrefix: COOKIE_PREFIX, useSecureCookies: APP_URL.startsWith('https:'), database: { generateId: () => newId() } },
  })
}

export type Auth = ReturnType<typeof create>

const store = globalThis as typeof globalThis & { pulsegridAuth?: { key: string; auth: Auth } }

/** The sign-in machinery, made at first use so that a build needs neither a secret nor a database. */
export function auth(): Auth {
  const { APP_URL, BETTER_AUTH_SECRET, DATABASE_URL, DATABASE_RUNTIME_URL } = env()
  const key = [APP_URL, BETTER_AUTH_SECRET, DATABASE_URL, DATABASE_RUNTIME_URL].join('\n')
  if (store.pulsegridAuth?.key !== key) store.pulsegridAuth = { key, auth: create() }
  return store.pulsegridAuth.auth
}
