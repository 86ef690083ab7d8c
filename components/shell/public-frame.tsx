import Link from 'next/link'
import type { ReactNode } from 'react'
import { LinkButton } from '../ui/link-button'
import { Logo } from './logo'

const links = [
  { href: '/directory', label: 'Directory' },
  { href: '/status', label: 'Status' },
  { href: '/docs/api', label: 'API' },
]

/** What stands around pages for anybody: where else to go, and the way into the console. */
export function PublicFrame({ signedIn, footer, children }: { signedIn: boolean; footer?: string; children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-surface-float focus:px-3 focus:py-2 focus:shadow-float"
      >
        Skip to the content
      </a>
      <header className="border-b border-border bg-surface">
        <div className="mx-auto flex h-14 w-full max-w-[72rem] items-center justify-between gap-4 px-4 sm:px-6">
          <nav aria-label="Site" className="flex min-w-0 items-center gap-1 sm:gap-3">
            <Link href="/" prefetch={false} className="flex items-center gap-2 rounded-sm text-lg font-semibold">
              <Logo size={22} />
              <span className="max-sm:sr-only">Pulsegrid</span>
            </Link>
            {links.map(({ href, label }) => (
              <Link key={href} href={href} prefetch={false} className="rounded-sm px-2 py-1 text-base text-text-muted hover:text-text">
                {label}
              </Link>
            ))}
          </nav>
          <LinkButton href={signedIn ? '/dashboard' : '/sign-in'}>{signedIn ? 'Open the console' : 'Sign in'}</LinkButton>
        </div>
      </header>
      <main id="content" className="mx-auto w-full max-w-[72rem] flex-1 px-4 py-6 sm:px-6 sm:py-8">
        {children}
      </main>
      {footer ? (
        <footer className="border-t border-border">
          <p className="mx-auto w-full max-w-[72rem] px-4 py-5 text-sm text-text-muted text-pretty sm:px-6">{footer}</p>
        </footer>
      ) : null}
    </div>
  )
}
