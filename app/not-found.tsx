import type { Metadata } from 'next'
import { PageMissing } from '@/components/shell/page-missing'

export const metadata: Metadata = { title: 'No such page' }

export default function NotFound() {
  return (
    <main className="px-4">
      <PageMissing home="/" homeLabel="Go to the start" />
    </main>
  )
}
