import type { ReactNode } from 'react'
import { Logo } from '@/components/shell/logo'

/** The pages before the console: one narrow column, nothing to distract. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col items-center px-4 py-10 sm:py-20">
      <header className="mb-6 flex items-center gap-2 text-lg font-semibold">
        <Logo size={24} />
        Pulsegrid
      </header>
      <main className="w-full max-w-100 rounded-lg border border-border bg-surface px-5 py-6 sm:px-7">{children}</main>
    </div>
  )
}
