import type { Metadata } from 'next'
import { PageMissing } from '@/components/shell/page-missing'

export const metadata: Metadata = { title: 'No such page' }

export default function DashboardNotFound() {
  return <PageMissing home="/dashboard" homeLabel="Go to the overview" />
}
