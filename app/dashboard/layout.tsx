import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import type { ReactNode } from 'react'
import { AppShell } from '@/components/shell/app-shell'
import { OrganizationSwitcher } from '@/components/shell/organization-switcher'
import { readSidebar, readTheme } from '@/components/shell/preferences'
import { UserMenu } from '@/components/shell/user-menu'
import { findTenantFrame } from '@/lib/frame/queries'
import { readTenant } from '@/lib/http/read'
import { requireTenant, signedInPerson } from '@/lib/http/require-actor'
import { rememberPreference, signOutFromMenu, switchFromMenu } from '../shell-actions'
import { findTools } from './find-tools'

/** The console of an organization. Guards again here, so that a page that forgot would still not open. */
export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const ctx = await requireTenant()
  const { organizationId, now } = ctx
  const [frame, person, jar] = await Promise.all([
    readTenant(ctx, (tx) => findTenantFrame(tx, { organizationId, userId: ctx.actor.userId, now })),
    signedInPerson(),
    cookies(),
  ])
  if (!frame) redirect('/dashboard/choose')
  const choices = person.memberships.map(({ id, name, role, simulated }) => ({ id, name, note: simulated ? `${role} · simulated` : role }))
  const current = choices.find(({ id }) => id === organizationId) ?? { id: organizationId, name: frame.name }
  return (
    <AppShell
      console="tenant"
      counts={{ anomalies: frame.anomalies, gates: frame.gates }}
      bell={frame.bell}
      root={frame.name}
      other={ctx.actor.platformRole ? 'staff' : undefined}
      switcher={<OrganizationSwitcher current={current} others={choices.filter(({ id }) => id !== current.id)} choose={switchFromMenu} />}
      userMenu={
        <UserMenu
          name={person.name}
          email={person.email}
          links={[
            { label: 'Account and security', href: '/dashboard/settings/security' },
            { label: 'Notifications', href: '/dashboard/settings/notifications' },
          ]}
          signOut={signOutFromMenu}
        />
      }
      simulated={frame.simulated ? `${frame.name} is part of the demo marketplace; nothing of this happened.` : null}
      shiftedWeeks={frame.shiftedWeeks}
      find={findTools}
      preferences={{ theme: readTheme(jar), sidebar: readSidebar(jar) }}
      remember={rememberPreference}
    >
      {children}
    </AppShell>
  )
}
