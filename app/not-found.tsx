import type { Metadata } from 'next'
import { BareFrame } from '@/components/shell/bare-frame'
import { PageMissing } from '@/components/shell/page-missing'

export const metadata: Metadata = { title: 'No such page' }

export default function NotFound() {
  return (
    <BareFrame>
      <PageMissing home="/" homeLabel="Go to the start" />
    </BareFrame>
  )
}
