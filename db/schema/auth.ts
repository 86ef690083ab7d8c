import { sql } from 'drizzle-orm'
import { bigint, boolean, check, index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { organizations } from './accounts'
import { createdAt, moment } from './columns'

// Sign-in. The shape of users, sessions, accounts, verifications, twoFactors and rateLimits is
// better-auth's; platformRole is ours. Only the platform role of the database reads these tables,
// except users, of whom a tenant sees its own members (db/security.sql).

export const users = pgTable('users', {
  id: uuid().primaryKey().defaultRandom(),
  name: text().notNull(),
  email: text().notNull().unique(),
  emailVerified: boolean().notNull().default(false),
  image: text(),
  twoFactorEnabled: boolean().notNull().default(false),
  /** Staff role (lib/auth/model.ts); null for everyone who is not platform staff. */
  platformRole: text(),
  createdAt: createdAt(),
  updatedAt: moment().notNull().defaultNow(),
})

export const sessions = pgTable(
  'sessions',
  {
    id: uuid().primaryKey().defaultRandom(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    token: text().notNull().unique(),
    expiresAt: moment().notNull(),
    ipAddress: text(),
    userAgent: text(),
    activeOrganizationId: uuid(),
    createdAt: createdAt(),
    updatedAt: moment().notNull().defaultNow(),
  },
  (t) => [index('sessions_user_idx').on(t.userId)],
)

export const accounts = pgTable(
  'accounts',
  {
    id: uuid().primaryKey().defaultRandom(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    accountId: text().notNull(),
    providerId: text().notNull(),
    accessToken: text(),
    refreshToken: text(),
    idToken: text(),
    accessTokenExpiresAt: moment(),
    refreshTokenExpiresAt: moment(),
    scope: text(),
    password: text(),
    createdAt: createdAt(),
    updatedAt: moment().notNull().defaultNow(),
  },
  (t) => [index('accounts_user_idx').on(t.userId)],
)

export const verifications = pgTable(
  'verifications',
  {
    id: uuid().primaryKey().defaultRandom(),
    identifier: text().notNull(),
    value: text().notNull(),
    expiresAt: moment().notNull(),
    createdAt: createdAt(),
    updatedAt: moment().notNull().defaultNow(),
  },
  (t) => [index('verifications_identifier_idx').on(t.identifier)],
)

export const twoFactors = pgTable(
  'two_factors',
  {
    id: uuid().primaryKey().defaultRandom(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    secret: text().notNull(),
    backupCodes: text().notNull(),
    verified: boolean().notNull().default(true),
    failedVerificationCount: integer().notNull().default(0),
    lockedUntil: moment(),
    /** The 30-second step of the newest accepted code: a code counts once (RFC 6238, section 5.2). */
    lastUsedStep: integer(),
  },
  (t) => [index('two_factors_user_idx').on(t.userId)],
)

/** Sign-in attempts, counted in Postgres so that two processes share one limit. */
export const rateLimits = pgTable('rate_limits', {
  id: uuid().primaryKey().defaultRandom(),
  key: text().notNull().unique(),
  count: integer().notNull(),
  lastRequest: bigint({ mode: 'number' }).notNull(),
})

export const members = pgTable(
  'members',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    role: text().notNull(),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex('members_organization_user_key').on(t.organizationId, t.userId), index('members_user_idx').on(t.userId)],
)

/**
 * An address that may join an organization (with a member role) or the staff (with a platform role,
 * no organization). The link in the mail carries a token of which only the sha256 is kept: who may
 * list invitations cannot accept them.
 */
export const invitations = pgTable(
  'invitations',
  {
    id: uuid().primaryKey().defaultRandom(),
    organizationId: uuid().references(() => organizations.id),
    /** Lower-case. */
    email: text().notNull(),
    role: text(),
    platformRole: text(),
    tokenHash: text().notNull().unique(),
    status: text().notNull().default('pending'),
    expiresAt: moment().notNull(),
    inviterId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: createdAt(),
  },
  (t) => [
    index('invitations_organization_idx').on(t.organizationId),
    index('invitations_email_idx').on(t.email),
    check(
      'invitations_to_organization_or_staff',
      sql`(${t.organizationId} is not null and ${t.role} is not null and ${t.platformRole} is null) or (${t.organizationId} is null and ${t.role} is null and ${t.platformRole} is not null)`,
    ),
    check('invitations_status', sql`${t.status} in ('pending', 'accepted', 'revoked')`),
  ],
)

/**
 * The one-time token that opens /setup while no user exists. One row at most; only its sha256 is
 * kept, the token itself is printed on the server's console.
 */
export const setupTokens = pgTable('setup_tokens', {
  id: integer().primaryKey().default(1),
  tokenHash: text().notNull(),
  usedAt: moment(),
  createdAt: createdAt(),
})
