'use client'

import { PageError } from '@/components/shell/page-error'

export default function RootError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <main className="px-4">
      <PageError error={error} retry={retry} home="/" />
    </main>
  )
}
