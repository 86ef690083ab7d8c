import type { Metadata } from 'next'
import { OutboxTabs } from '@/components/outbox/outbox-tabs'
import { Card } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import type { SearchParams } from '@/components/ui/table-query'
import { mailPreviews } from '@/emails/_parts/previews'
import { requireStaff } from '@/lib/http/require-actor'
import { mailThemes } from '@/lib/outbox/document'
import { renderMail } from '@/lib/outbox/render'
import { MailFrame } from '../_parts/mail-frame'
import { TextPart } from '../_parts/text-part'
import { ViewChoice } from '../_parts/view-choice'

export const metadata: Metadata = { title: 'Mail previews' }

/** A phone, and the width at which most programs stop. */
const widths = [375, 600]

export default async function PreviewsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  await requireStaff('admin.read')
  const chosen = await searchParams
  const preview = mailPreviews.find(({ name }) => name === chosen.mail) ?? mailPreviews[0]
  if (!preview) return null
  const theme = mailThemes.find((name) => name === chosen.theme) ?? 'light'
  const width = widths.find((w) => String(w) === chosen.width) ?? 600
  const { text } = await renderMail(preview.element)
  const href = (change: { mail?: string; theme?: string; width?: number }) =>
    `/admin/outbox/previews?${new URLSearchParams({ mail: change.mail ?? preview.name, theme: change.theme ?? theme, width: String(change.width ?? width) })}`
  return (
    <>
      <PageHeader eyebrow="Outbox" title="What each mail looks like" note="With made-up content; nothing here is sent to anybody." />
      <div className="space-y-4">
        <OutboxTabs current="previews" />
        <div className="flex flex-wrap gap-x-6 gap-y-2">
          <ViewChoice
            label="Mail"
            options={mailPreviews.map(({ name, title }) => ({ label: title, href: href({ mail: name }), current: name === preview.name }))}
          />
          <ViewChoice
            label="Theme"
            options={mailThemes.map((name) => ({ label: name === 'light' ? 'Light' : 'Dark', href: href({ theme: name }), current: name === theme }))}
          />
          <ViewChoice label="Width" options={widths.map((w) => ({ label: `${w} px`, href: href({ width: w }), current: w === width }))} />
        </div>
        <div className="grid gap-4 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          <Card title={preview.subject} note="Subject">
            <MailFrame src={`/api/admin/mail-previews/${preview.name}`} theme={theme} width={width} title={`Preview: ${preview.title}`} />
          </Card>
          <TextPart text={text} />
        </div>
      </div>
    </>
  )
}
