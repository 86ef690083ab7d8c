'use client'

import { BareFrame } from '@/components/shell/bare-frame'
import { PageError } from '@/components/shell/page-error'

export default function RootError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <BareFrame>
      <PageError error={error} retry={retry} home="/" />
    </BareFrame>
  )
}
