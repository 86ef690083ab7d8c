import { getSessionCookie } from 'better-auth/cookies'
import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { PublicFrame } from '@/components/shell/public-frame'
import { COOKIE_PREFIX } from '@/lib/auth/names'

/** What stands around the public documentation. Needs no database. */
export default async function DocsLayout({ children }: { children: ReactNode }) {
  return <PublicFrame signedIn={Boolean(getSessionCookie(await headers(), { cookiePrefix: COOKIE_PREFIX }))}>{children}</PublicFrame>
}
