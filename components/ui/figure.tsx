import type { ReactNode } from 'react'
import { ChangingValue } from './changing-value'
import { cx } from './cx'

/** One figure in a definition list: its label, the value large, and a quiet line (a change, the raw rate). */
export function Figure({ label, value, children, className }: { label: string; value: string; children?: ReactNode; className?: string }) {
  return (
    <div className={cx('min-w-0', className)}>
      <dt className="text-xs text-text-muted">{label}</dt>
      <dd>
        <span className="block text-lg font-semibold tabular-nums">
          <ChangingValue value={value}>{value}</ChangingValue>
        </span>
        {children}
      </dd>
    </div>
  )
}
