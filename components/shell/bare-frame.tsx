import type { ReactNode } from 'react'
import { Logo } from './logo'

/** What stands around a page that has no console around it: where one is. */
export function BareFrame({ children }: { children: ReactNode }) {
  return (
    <main className="px-4">
      <p className="mx-auto flex w-full max-w-2xl items-center gap-2 pt-6 text-lg font-semibold">
        <Logo size={22} />
        Pulsegrid
      </p>
      {children}
    </main>
  )
}
