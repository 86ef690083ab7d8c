import type { ReactNode } from 'react'

/** Facts as label and value, in a definition list. `columns` counts from tablets up; phones show one. */
export function KeyValue({ items, columns = 1 }: { items: { label: string; value: ReactNode }[]; columns?: 1 | 2 | 3 | 4 }) {
  return (
    <dl className={`grid gap-x-6 gap-y-3 ${grids[columns]}`}>
      {items.map(({ label, value }) => (
        <div key={label} className="min-w-0">
          <dt className="text-xs text-text-muted">{label}</dt>
          <dd className="mt-0.5 min-w-0 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

const grids = { 1: '', 2: 'sm:grid-cols-2', 3: 'sm:grid-cols-3', 4: 'grid-cols-2 sm:grid-cols-4' }
