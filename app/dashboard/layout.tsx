import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { AppShell } from '@/components/shell/app-shell'
import { OrganizationSwitcher } from '@/components/shell/organization-switcher'
import { readSidebar, readTheme } from '@/components/shell/preferences'
import { UserMenu } from '@/components/shell/user-menu'
import { getOrganization, listMyOrganizations } from '@/lib/accounts/queries'
import { countUnseen } from '@/lib/alerts/queries/bell'
import { countPressing } from '@/lib/anomalies/queries/list-stories'
import { getProfile } from '@/lib/auth/queries'
import { countGates } from '@/lib/gates/queries/list-gates'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { rememberPreference, signOutFromMenu, switchFromMenu } from '../shell-actions'
import { findTools } from './find-tools'

/** The console of an organization. Guards again here, so that a page that forgot would still not open. */
export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const ctx = await requireTenant()
  const [{ organization, anomalies, gates, bell }, memberships, person, jar] = await Promise.all([
    readTenant(ctx, async (tx) => ({
      organization: await getOrganization(tx, ctx.organizationId),
      anomalies: await countPressing(tx, { organizationId: ctx.organizationId }),
      gates: await countGates(tx, { organizationId: ctx.organizationId, states: ['grace', 'applied'] }),
      bell: await countUnseen(tx, { userId: ctx.actor.userId, organizationId: ctx.organizationId }, ctx.now),
    })),
    listMyOrganizations(ctx.actor.userId),
    getProfile(ctx.actor.userId),
    cookies(),
  ])
  const choices = memberships.map(({ id, name, role, simulated }) => ({ id, name, note: simulated ? `${role} · simulated` : role }))
  const current = choices.find(({ id }) => id === organization.id) ?? { id: organization.id, name: organization.name }
  return (
    <AppShell
      console="tenant"
      counts={{ anomalies, gates }}
      bell={bell}
      root={organization.name}
      other={person.platformRole ? 'staff' : undefined}
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
      simulated={organization.simulated ? `${organization.name} is part of the demo marketplace; nothing of this happened.` : null}
      shiftedWeeks={organization.shiftedWeeks}
      find={findTools}
      preferences={{ theme: readTheme(jar), sidebar: readSidebar(jar) }}
      remember={rememberPreference}
    >
      {children}
    </AppShell>
  )
}
