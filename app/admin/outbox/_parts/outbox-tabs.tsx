import { LinkTabs } from '@/components/ui/link-tabs'

/** The two halves of the outbox: what was written to people, and what each mail looks like. */
export function OutboxTabs({ current }: { current: 'mails' | 'previews' }) {
  return (
    <div>
      <LinkTabs
        label="Outbox"
        current={current}
        tabs={[
          { key: 'mails', label: 'Mails', href: '/admin/outbox' },
          { key: 'previews', label: 'Previews', href: '/admin/outbox/previews' },
        ]}
      />
    </div>
  )
}
