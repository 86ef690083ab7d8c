import { lookAsPlatform, lookAsTenant, type Tx } from '@/db/client'
import type { Context } from '@/lib/auth/model'

// How pages and GET routes read: one transaction a page, read only, so that nothing can change by
// looking (a link preview, a prefetch, a forged image tag).

/** Reads the rows of the context's organization; Postgres hides every other's. */
export function readTenant<T>(ctx: { organizationId: string }, fn: (tx: Tx) => Promise<T>): Promise<T> {
  return lookAsTenant(ctx.organizationId, fn)
}

/** Reads for a public page, whoever looks: only what is anybody's to see may be asked for here. */
export function readPublic<T>(fn: (tx: Tx) => Promise<T>): Promise<T> {
  return lookAsPlatform(fn)
}

/** Reads across organizations. The caller has checked a staff permission: ctx comes from requireStaff or a permission route. */
export function readPlatform<T>(_ctx: Context, fn: (tx: Tx) => Promise<T>): Promise<T> {
  return lookAsPlatform(fn)
}
