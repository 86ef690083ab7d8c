import { getSessionCookie } from 'better-auth/cookies'
import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { PublicFrame } from '@/components/shell/public-frame'
import { COOKIE_PREFIX } from '@/lib/auth/names'

/** What stands around the public directory. Needs no database. */
export default async function DirectoryLayout({ children }: { children: ReactNode }) {
  return (
    <PublicFrame
      signedIn={Boolean(getSessionCookie(await headers(), { cookiePrefix: COOKIE_PREFIX }))}
      footer="Figures are measured by Pulsegrid, not stated by publishers. Errors are the fair rate: failures of callers, of the platform and of providers are left out."
    >
      {children}
    </PublicFrame>
  )
}
