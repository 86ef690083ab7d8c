import { cx } from './cx'

/** A quiet block of the size of what is on its way. Set width and height with classes; `label` is read out once. */
export function Skeleton({ className, label }: { className?: string; label?: string }) {
  return (
    <div className={cx('animate-pulse rounded-md bg-surface-muted', className)} role={label ? 'status' : undefined} aria-hidden={label ? undefined : true}>
      {label ? <span className="sr-only">{label}</span> : null}
    </div>
  )
}

/** Lines of text on their way. */
export function SkeletonLines({ lines = 3 }: { lines?: number }) {
  return (
    <div className="space-y-2" aria-hidden="true">
      {Array.from({ length: lines }, (_, line) => `line-${line}`).map((key, line) => (
        <Skeleton key={key} className={cx('h-4', line === lines - 1 ? 'w-2/3' : 'w-full')} />
      ))}
    </div>
  )
}
