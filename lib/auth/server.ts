import { betterAuth } from 'better-auth'
import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import { genericOAuth, magicLink, twoFactor } from 'better-auth/plugins'
import { authDatabase } from '@/db/client'
import { rateLimits, sessions, accounts as signInAccounts, twoFactors, users, verifications } from '@/db/schema/auth'
import { env } from '@/lib/env'
import { newId } from '@/lib/ids'
import { log } from '@/lib/log'
import { DAY, SECOND } from '@/lib/time'
import { sendPasswordLink, sendSignInLink } from './commands/send-links'
import { CHALLENGE_SECONDS, recordPasswordReset, signInRules } from './commands/sign-in-rules'
import { ACCOUNT_WINDOW_MS } from './commands/throttle'
import { LINK_SECONDS } from './links'
import { COOKIE_PREFIX, IP_HEADER } from './names'
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from './password-length'

export const OIDC_PROVIDER = 'oidc'

/** A session ends two weeks after signing in, used or not. */
const SESSION_MS = 14 * DAY

/** Is an identity provider configured? */
export function hasOidc(): boolean {
  const { OIDC_DISCOVERY_URL, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = env()
  return Boolean(OIDC_DISCOVERY_URL && OIDC_CLIENT_ID && OIDC_CLIENT_SECRET)
}

const noTokens = { accessToken: null, refreshToken: null, idToken: null }

// People, organizations, members and invitations are written by our own commands, each in one
// transaction with its journal entry and its mail; better-auth keeps passwords, sessions, links and
// second factors.
function create() {
  const { APP_URL, BETTER_AUTH_SECRET, OIDC_DISCOVERY_URL, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = env()
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
        rateLimit: rateLimits,
      },
    }),
    user: { additionalFields: { platformRole: { type: 'string', required: false, input: false } } },
    session: {
      expiresIn: SESSION_MS / SECOND,
      // Pages cannot write cookies while they render, so a sliding expiry would not slide evenly.
      disableSessionRefresh: true,
      // A cached session would outlive its revocation.
      cookieCache: { enabled: false },
      additionalFields: { activeOrganizationId: { type: 'string', required: false, input: false } },
    },
    // Tokens of links and challenges are kept as hashes.
    verification: { storeIdentifier: 'hashed' },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: MIN_PASSWORD_LENGTH,
      maxPasswordLength: MAX_PASSWORD_LENGTH,
      resetPasswordTokenExpiresIn: LINK_SECONDS,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: ({ user, token }) => sendPasswordLink(user, token),
      onPasswordReset: ({ user }) => recordPasswordReset(user.id),
    },
    account: { accountLinking: { enabled: true, allowDifferentEmails: false, trustedProviders: [] } },
    // The identity provider only tells who somebody is; its tokens would be a risk without a use.
    databaseHooks: {
      account: {
        create: { before: async (account) => ({ data: { ...account, ...noTokens } }) },
        update: { before: async (account) => ({ data: { ...account, ...noTokens } }) },
      },
    },
    rateLimit: {
      enabled: true,
      storage: 'database',
      // Three sign-ins in 10 s an address is better-auth's own rule. The longest window named here
      // is also how long the table keeps rows (throttle.ts).
      customRules: { '/sign-in/magic-link': { window: ACCOUNT_WINDOW_MS / SECOND, max: 10 }, '/get-session': false },
    },
    advanced: {
      cookiePrefix: COOKIE_PREFIX,
      // Named, because better-auth switches both off where NODE_ENV is "test".
      disableOriginCheck: false,
      disableCSRFCheck: false,
      useSecureCookies: APP_URL.startsWith('https:'),
      database: { generateId: () => newId() },
      ipAddress: { ipAddressHeaders: [IP_HEADER] },
    },
    logger: { log: (level, message) => log()[level === 'error' ? 'error' : level === 'warn' ? 'debug' : 'trace']({ part: 'sign-in' }, message) },
    plugins: [
      magicLink({
        expiresIn: LINK_SECONDS,
        storeToken: 'hashed',
        disableSignUp: true,
        sendMagicLink: ({ email, token, metadata }) => sendSignInLink(email, token, metadata?.next),
      }),
      twoFactor({ issuer: 'Pulsegrid', twoFactorCookieMaxAge: CHALLENGE_SECONDS, accountLockout: { maxFailedAttempts: 10, durationSeconds: 900 } }),
      ...(OIDC_DISCOVERY_URL && OIDC_CLIENT_ID && OIDC_CLIENT_SECRET
        ? [
            genericOAuth({
              config: [
                {
                  providerId: OIDC_PROVIDER,
                  discoveryUrl: OIDC_DISCOVERY_URL,
                  clientId: OIDC_CLIENT_ID,
                  clientSecret: OIDC_CLIENT_SECRET,
                  scopes: ['openid', 'email', 'profile'],
                  pkce: true,
                  requireIdTokenVerification: true,
                  // People come in by invitation; the provider only proves who they are.
                  disableSignUp: true,
                },
              ],
            }),
          ]
        : []),
      signInRules(),
    ],
  })
}

export type Auth = ReturnType<typeof create>

const store = globalThis as typeof globalThis & { pulsegridAuth?: { key: string; auth: Auth } }

/** The sign-in machinery, made at first use so that a build needs neither a secret nor a database. */
export function auth(): Auth {
  const { APP_URL, BETTER_AUTH_SECRET, DATABASE_URL, DATABASE_RUNTIME_URL, OIDC_DISCOVERY_URL, OIDC_CLIENT_ID } = env()
  const key = [APP_URL, BETTER_AUTH_SECRET, DATABASE_URL, DATABASE_RUNTIME_URL, OIDC_DISCOVERY_URL, OIDC_CLIENT_ID].join('\n')
  if (store.pulsegridAuth?.key !== key) store.pulsegridAuth = { key, auth: create() }
  return store.pulsegridAuth.auth
}

/** Makes the machinery anew at its next use: it reads the identity provider's document only once, and the provider may have been away then. */
export function renewAuth(): void {
  store.pulsegridAuth = undefined
}
