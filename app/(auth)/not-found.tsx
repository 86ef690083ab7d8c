import type { Metadata } from 'next'
import { PageMissing } from '@/components/shell/page-missing'

export const metadata: Metadata = { title: 'No such page' }

/** Within the layout, which is the page's main part already: for a link whose token leads nowhere. */
export default function AuthNotFound() {
  return <PageMissing home="/sign-in" homeLabel="Go to signing in" />
}
