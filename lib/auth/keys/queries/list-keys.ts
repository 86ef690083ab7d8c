import { and, asc, desc, eq, gt, isNull, or, type SQL } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { apiKeys } from '@/db/schema/accounts'

export interface KeyView {
  id: string
  /** issued: a key for Pulsegrid. reported: a key of the platform, of which we know the metadata. */
  origin: 'issued' | 'reported'
  name: string
  prefix: string
  scopes: string[]
  ipAllowlist: string[]
  issuedAt: Date
  lastUsedAt: Date | null
  expiresAt: Date | null
}

const columns = {
  id: apiKeys.id,
  origin: apiKeys.origin,
  name: apiKeys.name,
  prefix: apiKeys.prefix,
  scopes: apiKeys.scopes,
  ipAllowlist: apiKeys.ipAllowlist,
  issuedAt: apiKeys.issuedAt,
  lastUsedAt: apiKeys.lastUsedAt,
  expiresAt: apiKeys.expiresAt,
}

/** The keys of an organization that are live at `now`, oldest first: those are the ones to rotate. */
export function listKeys(tx: Tx, organizationId: string, now: Date): Promise<KeyView[]> {
  return tx
    .select(columns)
    .from(apiKeys)
    .where(and(eq(apiKeys.organizationId, organizationId), live(now)))
    .orderBy(asc(apiKeys.issuedAt), asc(apiKeys.id))
}

/** The keys of the platform itself that are live at `now`, newest first. Needs the platform's rights. */
export function listPlatformKeys(tx: Tx, now: Date): Promise<KeyView[]> {
  return tx
    .select(columns)
    .from(apiKeys)
    .where(and(isNull(apiKeys.organizationId), live(now)))
    .orderBy(desc(apiKeys.issuedAt), asc(apiKeys.id))
}

function live(now: Date): SQL | undefined {
  return and(isNull(apiKeys.revokedAt), or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, now)))
}
