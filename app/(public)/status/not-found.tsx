import type { Metadata } from 'next'
import { PageMissing } from '@/components/shell/page-missing'

export const metadata: Metadata = { title: 'No such page' }

export default function StatusNotFound() {
  return (
    <PageMissing title="There is no such page" home="/status" homeLabel="State of the systems">
      The address may be mistyped, or what stood here is not shown any more.
    </PageMissing>
  )
}
