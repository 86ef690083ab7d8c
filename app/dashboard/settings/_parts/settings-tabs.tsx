'use client'

import { usePathname } from 'next/navigation'
import { LinkTabs } from '@/components/ui/link-tabs'

const tabs = [
  { key: '/dashboard/settings', label: 'Profile', href: '/dashboard/settings' },
  { key: '/dashboard/settings/notifications', label: 'Notifications', href: '/dashboard/settings/notifications' },
  { key: '/dashboard/settings/security', label: 'Security', href: '/dashboard/settings/security' },
  { key: '/dashboard/settings/organization', label: 'Organization', href: '/dashboard/settings/organization' },
  { key: '/dashboard/settings/members', label: 'Members', href: '/dashboard/settings/members' },
  { key: '/dashboard/settings/keys', label: 'API keys', href: '/dashboard/settings/keys' },
  { key: '/dashboard/settings/webhooks', label: 'Webhooks', href: '/dashboard/settings/webhooks' },
  { key: '/dashboard/settings/audit', label: 'Audit log', href: '/dashboard/settings/audit' },
  { key: '/dashboard/settings/data', label: 'Data', href: '/dashboard/settings/data' },
]

/** The tabs of the settings; which one is current only the browser's path tells a layout. */
export function SettingsTabs() {
  return <LinkTabs label="Settings" tabs={tabs} current={usePathname()} />
}
