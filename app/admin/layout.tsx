import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { EvaluatorBanner } from '@/components/alerts/evaluator-banner'
import { GraveBanner } from '@/components/incidents/grave-banner'
import { LiveRefresh } from '@/components/live/live-refresh'
import { AppShell } from '@/components/shell/app-shell'
import { consoles } from '@/components/shell/navigation'
import { readSidebar, readTheme } from '@/components/shell/preferences'
import { UserMenu } from '@/components/shell/user-menu'
import { formatCount } from '@/lib/format'
import { readStaffFrame } from '@/lib/frame/queries'
import { readPlatform } from '@/lib/http/read'
import { requireStaff, signedInPerson } from '@/lib/http/require-actor'
import { listGrave } from '@/lib/incidents/queries/list-incidents'
import { rememberPreference, signOutFromMenu } from '../shell-actions'
import { findEntries } from './find-entries'

/** The console of the platform's staff. Guards again here, so that a page that forgot would still not open. */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  const ctx = await requireStaff('admin.read')
  const [{ frame, grave }, person, jar] = await Promise.all([
    readPlatform(ctx, async (tx) => {
      const frame = await readStaffFrame(tx, { userId: ctx.actor.userId, now: ctx.now })
      return { frame, grave: frame.grave > 0 ? await listGrave(tx) : [] }
    }),
    signedInPerson(),
    cookies(),
  ])
  const { simulated, organizations } = frame
  return (
    <AppShell
      console="staff"
      counts={{ anomalies: frame.anomalies, gates: frame.exemptions, incidents: grave.length }}
      bell={frame.bell}
      statusBanner={
        <>
          {grave.length > 0 ? <GraveBanner incidents={grave} now={ctx.now} /> : null}
          <EvaluatorBanner judgedTo={frame.judgedTo} now={ctx.now} to="staff" />
        </>
      }
      root={consoles.staff.label}
      other={person.memberships.length > 0 ? 'tenant' : undefined}
      switcher={null}
      userMenu={
        <UserMenu
          name={person.name}
          email={person.email}
          links={[
            { label: 'Account and security', href: '/admin/account' },
            { label: 'Notifications', href: '/admin/account/notifications' },
          ]}
          signOut={signOutFromMenu}
        />
      }
      simulated={
        simulated > 0
          ? `${simulated === organizations ? 'Every organization here belongs' : `${formatCount(simulated)} of ${formatCount(organizations)} organizations belong`} to the demo marketplace.`
          : null
      }
      shiftedWeeks={null}
      find={findEntries}
      preferences={{ theme: readTheme(jar), sidebar: readSidebar(jar) }}
      remember={rememberPreference}
    >
      <LiveRefresh on={['incidents']} />
      {children}
    </AppShell>
  )
}
