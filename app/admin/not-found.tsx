import type { Metadata } from 'next'
import { PageMissing } from '@/components/shell/page-missing'

export const metadata: Metadata = { title: 'No such page' }

export default function AdminNotFound() {
  return <PageMissing home="/admin" homeLabel="Go to the staff pages" />
}
