import { and, asc, desc, eq, isNull } from 'drizzle-orm'
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

/** The live keys of an organization, oldest first: those are the ones to rotate. */
export function listKeys(tx: Tx, organizationId: string): Promise<KeyView[]> {
  return tx
    .select(columns)
    .from(apiKeys)
    .where(and(eq(apiKeys.organizationId, organizationId), isNull(apiKeys.revokedAt)))
    .orderBy(asc(apiKeys.issuedAt), asc(apiKeys.id))
}

/** The live keys of the platform itself, newest first. Needs the platform's rights. */
export function listPlatformKeys(tx: Tx): Promise<KeyView[]> {
  return tx
    .select(columns)
    .from(apiKeys)
    .where(and(isNull(apiKeys.organizationId), isNull(apiKeys.revokedAt)))
    .orderBy(desc(apiKeys.issuedAt), asc(apiKeys.id))
}
