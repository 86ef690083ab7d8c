import { LinkTabs } from '@/components/ui/link-tabs'

const tabs = [
  { key: 'active', label: 'Active', below: '' },
  { key: 'rules', label: 'Rules', below: '/rules' },
  { key: 'history', label: 'History', below: '/history' },
  { key: 'silences', label: 'Silences', below: '/silences' },
] as const

interface AlertTabsProps {
  /** Address of the section: /dashboard/alerts. */
  base: string
  /** Where the history stands, if not below it. */
  historyPath?: string
  current: (typeof tabs)[number]['key'] | 'evaluator'
  /** Open alerts. */
  open: number
  evaluator?: boolean
}

/** The parts of the alert section. */
export function AlertTabs({ base, historyPath, current, open, evaluator = false }: AlertTabsProps) {
  const shown: { key: string; label: string; href: string; count?: number }[] = tabs.map(({ key, label, below }) => ({
    key,
    label,
    href: key === 'history' && historyPath ? historyPath : `${base}${below}`,
    ...(key === 'active' ? { count: open } : {}),
  }))
  if (evaluator) shown.push({ key: 'evaluator', label: 'Evaluator', href: `${base}/evaluator` })
  return (
    <div className="mb-4">
      <LinkTabs label="Alerts" tabs={shown} current={current} />
    </div>
  )
}
