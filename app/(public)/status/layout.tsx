import { getSessionCookie } from 'better-auth/cookies'
import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { PublicFrame } from '@/components/shell/public-frame'
import { COOKIE_PREFIX } from '@/lib/auth/names'

/** What stands around the status page. Needs no database. */
export default async function StatusLayout({ children }: { children: ReactNode }) {
  return (
    <PublicFrame
      signedIn={Boolean(getSessionCookie(await headers(), { cookiePrefix: COOKIE_PREFIX }))}
      footer="Times are UTC. Uptime counts a major outage whole and a partial one 30 %; degraded performance and planned maintenance do not count. This page answers from its last copy while the database is away."
    >
      {children}
    </PublicFrame>
  )
}
