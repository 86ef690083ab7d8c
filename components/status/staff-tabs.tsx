import { LinkTabs } from '../ui/link-tabs'

/** The status page as staff keep it. */
export function StatusTabs({ current }: { current: 'public' | 'maintenance' | 'subscribers' }) {
  return (
    <LinkTabs
      label="Status page"
      current={current}
      tabs={[
        { key: 'public', label: 'What is public', href: '/admin/status' },
        { key: 'maintenance', label: 'Maintenance', href: '/admin/status/maintenance' },
        { key: 'subscribers', label: 'Subscribers', href: '/admin/status/subscribers' },
      ]}
    />
  )
}
