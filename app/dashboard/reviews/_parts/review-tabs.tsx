import { LinkTabs } from '@/components/ui/link-tabs'

/** What consumers say, and the money that went back. */
export function ReviewTabs({ current }: { current: 'reviews' | 'refunds' }) {
  return (
    <LinkTabs
      label="What consumers say and do"
      current={current}
      tabs={[
        { key: 'reviews', label: 'Reviews', href: '/dashboard/reviews' },
        { key: 'refunds', label: 'Refunds and disputes', href: '/dashboard/reviews/refunds' },
      ]}
    />
  )
}
