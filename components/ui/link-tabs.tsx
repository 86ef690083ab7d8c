import Link from 'next/link'
import { CurrentTabInView } from './current-tab-in-view'
import { cx } from './cx'

interface LinkTabsProps {
  label: string
  tabs: { key: string; label: string; href: string; count?: number }[]
  current: string
  /** They stand on a card, not on the page's ground. */
  onCard?: boolean
}

/**
 * Tabs that are pages or states of the URL: links, so they work before hydration. Where they do not fit
 * they scroll sideways, with a shadow where more are hidden. For parts of one page without an address use Tabs.
 */
export function LinkTabs({ label, tabs, current, onCard = false }: LinkTabsProps) {
  return (
    <nav
      aria-label={label}
      // On a card their line lies on the card's own; elsewhere a margin would take the place of the page's distance.
      className={cx(
        'scroll-region relative flex gap-1 overflow-x-auto border-b border-border',
        onCard ? '-mb-px' : '[--scroll-ground:var(--color-background)]',
      )}
    >
      {tabs.map((tab) => (
        <Link
          key={tab.key}
          href={tab.href}
          prefetch={false}
          aria-current={tab.key === current ? 'page' : undefined}
          className={cx(
            'flex h-9 items-center gap-1.5 border-b-2 px-2.5 text-sm whitespace-nowrap',
            tab.key === current ? 'border-accent font-medium text-text' : 'border-transparent text-text-muted hover:text-text',
          )}
        >
          {tab.label}
          {tab.key === current ? <CurrentTabInView /> : null}
          {tab.count === undefined ? null : <span className="rounded-sm bg-surface-muted px-1 text-xs text-text-muted">{tab.count}</span>}
        </Link>
      ))}
    </nav>
  )
}
