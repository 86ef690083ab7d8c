import { LinkTabs } from '@/components/ui/link-tabs'

/** The parts of System health. */
export function HealthTabs({ current }: { current: 'health' | 'slos' | 'systems' }) {
  const base = '/admin/system-health'
  return (
    <div className="mb-5">
      <LinkTabs
        label="System health"
        current={current}
        tabs={[
          { key: 'health', label: 'Now', href: base },
          { key: 'slos', label: 'SLOs', href: `${base}/slos` },
          { key: 'systems', label: 'Systems', href: `${base}/systems` },
        ]}
      />
    </div>
  )
}
