import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { EvaluatorBanner } from '@/components/alerts/evaluator-banner'
import { GraveBanner } from '@/components/incidents/grave-banner'
import { LiveRefresh } from '@/components/live/live-refresh'
import { AppShell } from '@/components/shell/app-shell'
import { consoles } from '@/components/shell/navigation'
import { readSidebar, readTheme } from '@/components/shell/preferences'
import { UserMenu } from '@/components/shell/user-menu'
import { countOrganizations, listMyOrganizations } from '@/lib/accounts/queries'
import { countUnseen } from '@/lib/alerts/queries/bell'
import { findJudgedTo } from '@/lib/alerts/queries/evaluator-health'
import { countPressing } from '@/lib/anomalies/queries/list-stories'
import { getProfile } from '@/lib/auth/queries'
import { formatCount } from '@/lib/format'
import { countExemptions } from '@/lib/gates/queries/list-exemptions'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { POSTMORTEM_SEVERITY } from '@/lib/incidents/model'
import { listOpenIncidents } from '@/lib/incidents/queries/list-incidents'
import { rememberPreference, signOutFromMenu } from '../shell-actions'
import { findEntries } from './find-entries'

/** The console of the platform's staff. Guards again here, so that a page that forgot would still not open. */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  const ctx = await requireStaff('admin.read')
  const [{ organizations, anomalies, exemptions, incidents, bell, judgedTo }, memberships, person, jar] = await Promise.all([
    readPlatform(ctx, async (tx) => ({
      organizations: await countOrganizations(tx),
      anomalies: await countPressing(tx, { of: 'platform' }),
      exemptions: await countExemptions(tx, { states: ['pending'] }),
      incidents: await listOpenIncidents(tx),
      bell: await countUnseen(tx, { userId: ctx.actor.userId, organizationId: null }, ctx.now),
      judgedTo: await findJudgedTo(tx),
    })),
    listMyOrganizations(ctx.actor.userId),
    getProfile(ctx.actor.userId),
    cookies(),
  ])
  const { simulated, all } = organizations
  const grave = incidents.filter(({ severity }) => severity <= POSTMORTEM_SEVERITY)
  return (
    <AppShell
      console="staff"
      counts={{ anomalies, gates: exemptions, incidents: grave.length }}
      bell={bell}
      statusBanner={
        <>
          {grave.length > 0 ? <GraveBanner incidents={grave} now={ctx.now} /> : null}
          <EvaluatorBanner judgedTo={judgedTo} now={ctx.now} to="staff" />
        </>
      }
      root={consoles.staff.label}
      other={memberships.length > 0 ? 'tenant' : undefined}
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
          ? `${simulated === all ? 'Every organization here belongs' : `${formatCount(simulated)} of ${formatCount(all)} organizations belong`} to the demo marketplace.`
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
