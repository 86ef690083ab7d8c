import { LinkTabs } from '../ui/link-tabs'

/** What the outbox shows: what was written to people, whom nothing is written to, and what each mail looks like. */
export function OutboxTabs({ current }: { current: 'mails' | 'suppressions' | 'previews' }) {
  return (
    <LinkTabs
      label="Outbox"
      current={current}
      tabs={[
        { key: 'mails', label: 'Mails', href: '/admin/outbox' },
        { key: 'suppressions', label: 'Suppressed addresses', href: '/admin/suppressions' },
        { key: 'previews', label: 'Previews', href: '/admin/outbox/previews' },
      ]}
    />
  )
}
