import type { ReactNode } from 'react'
import { requireTenant } from '@/lib/http/require-actor'
import { SettingsTabs } from './_parts/settings-tabs'

/** The settings share their tabs; each page says its state itself. */
export default async function SettingsLayout({ children }: { children: ReactNode }) {
  await requireTenant()
  return (
    <div className="mx-auto w-full max-w-4xl">
      <SettingsTabs />
      <div className="pt-6">{children}</div>
    </div>
  )
}
