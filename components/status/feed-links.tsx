import { CalendarDays, Code, Rss } from 'lucide-react'
import { buttonClass } from '../ui/button-style'

const links = [
  { href: '/status/history.rss', label: 'RSS', icon: Rss },
  { href: '/status/history.atom', label: 'Atom', icon: Rss },
  { href: '/status/maintenance.ics', label: 'Calendar', icon: CalendarDays },
  { href: '/status/api/v2/summary.json', label: 'JSON', icon: Code },
]

/** The page for programs: feeds, calendar, JSON. */
export function FeedLinks() {
  return (
    <nav aria-label="This page for programs" className="flex flex-wrap gap-2">
      {links.map(({ href, label, icon: Icon }) => (
        <a key={href} href={href} className={buttonClass({ variant: 'ghost', size: 'sm' })}>
          <Icon aria-hidden="true" />
          {label}
        </a>
      ))}
    </nav>
  )
}
