import type { Metadata } from 'next'
import { PageMissing } from '@/components/shell/page-missing'

export const metadata: Metadata = { title: 'No such tool' }

export default function DirectoryNotFound() {
  return (
    <PageMissing title="There is no such tool" home="/directory" homeLabel="Search the directory">
      The address may be mistyped, or the tool is not listed any more.
    </PageMissing>
  )
}
