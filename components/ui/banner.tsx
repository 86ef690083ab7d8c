import type { ReactNode } from 'react'
import { cx } from './cx'
import { Shape } from './status-mark'
import { type Tone, toneSoft } from './tone'

interface BannerProps {
  tone: Tone
  /** The state in one sentence. */
  title: ReactNode
  children?: ReactNode
  actions?: ReactNode
  /** Bad news that just happened is announced at once; the default is polite. */
  urgent?: boolean
}

/** A statement about the whole page or a part of it, with its tone's shape. */
export function Banner({ tone, title, children, actions, urgent = false }: BannerProps) {
  return (
    <div
      role={urgent ? 'alert' : 'status'}
      className={cx('flex flex-wrap items-start gap-x-4 gap-y-2 rounded-lg border border-border px-4 py-3', toneSoft[tone])}
    >
      <div className="flex min-w-0 flex-1 basis-64 gap-2.5">
        <span className="mt-1">
          <Shape tone={tone} />
        </span>
        <div className="min-w-0">
          <p className="font-medium">{title}</p>
          {children ? <div className="mt-0.5 text-sm">{children}</div> : null}
        </div>
      </div>
      {actions ? <div className="flex flex-wrap gap-2">{actions}</div> : null}
    </div>
  )
}
