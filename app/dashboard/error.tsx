'use client'

import { PageError } from '@/components/shell/page-error'

export default function DashboardError({ error, retry }: { error: unknown; retry: () => void }) {
  return <PageError error={error} retry={retry} home="/dashboard" />
}
