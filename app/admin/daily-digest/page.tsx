import { ChevronLeft, ChevronRight } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { Card } from '@/components/ui/card'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { Shape } from '@/components/ui/status-mark'
import type { SearchParams } from '@/components/ui/table-query'
import { formatDate } from '@/lib/format'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { composeDaily, type DigestSection } from '@/lib/notifications/daily/compose'
import { readDay } from '@/lib/notifications/daily/day'
import { readDailyFacts } from '@/lib/notifications/queries/daily-facts'
import { addDays, isoDay, startOfDay } from '@/lib/time'

export const metadata: Metadata = { title: 'Daily digest' }

/** The day of the platform: what the mail at nine says, of any day. */
export default async function DailyDigestPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('admin.read')
  const { day: asked } = await searchParams
  const day = readDay(typeof asked === 'string' ? asked : undefined, ctx.now)
  const facts = await readPlatform(ctx, (tx) => readDailyFacts(tx, day, ctx.now))
  const { sentence, window, sections } = composeDaily(facts)
  const calm = sections.filter((section) => section.calm)
  const isToday = day.getTime() === startOfDay(ctx.now).getTime()
  const hrefOf = (days: number) => `/admin/daily-digest?day=${isoDay(addDays(day, days))}`
  return (
    <>
      <PageHeader
        eyebrow={`Daily digest of ${formatDate(day)}`}
        title={sentence}
        note={`${window}${facts.unfinished ? ', as far as it has come; the mail goes out at 09:00 UTC' : ''}. Open means open at the end of that time.`}
        actions={
          <>
            <LinkButton href={hrefOf(-1)} size="sm" icon={<ChevronLeft aria-hidden="true" />}>
              Day before
            </LinkButton>
            {isToday ? null : (
              <>
                <LinkButton href={hrefOf(1)} size="sm">
                  Day after
                  <ChevronRight aria-hidden="true" />
                </LinkButton>
                <LinkButton href="/admin/daily-digest" size="sm" variant="ghost">
                  Today
                </LinkButton>
              </>
            )}
          </>
        }
      />
      <div className="gap-4 lg:columns-2 [&>*]:mb-4 [&>*]:break-inside-avoid">
        {sections
          .filter((section) => !section.calm)
          .map((section) => (
            <SectionCard key={section.key} section={section} />
          ))}
        {calm.length > 0 ? (
          <Card title={calm.length === sections.length ? 'All calm' : 'And calm'}>
            <ul className="space-y-1.5 text-sm">
              {calm.map(({ key, title, href, unknown }) => (
                <li key={key} className="flex items-baseline gap-2">
                  <Shape tone={unknown ? 'neutral' : 'good'} />
                  <Link href={href} prefetch={false} className="hover:underline">
                    {title}
                  </Link>
                </li>
              ))}
            </ul>
          </Card>
        ) : null}
      </div>
      {isToday ? null : (
        <p className="mt-4 text-sm text-text-muted">
          Of a day that is over nobody knows any more what was kept quiet: today’s digest says what may be forgotten.
        </p>
      )}
    </>
  )
}

function SectionCard({ section: { title, items, more, href } }: { section: DigestSection }) {
  return (
    <Card title={title} flush>
      <ul>
        {items.map((item) => (
          <li key={`${item.href} ${item.title}`} className="flex items-baseline gap-2.5 border-b border-border px-4 py-2.5 last:border-b-0 sm:px-5">
            <Shape tone={item.tone} />
            <div className="min-w-0">
              <Link href={item.href} prefetch={false} className="font-medium break-words hover:underline">
                {item.title}
              </Link>
              <p className="text-sm break-words text-text-muted">{item.detail}</p>
            </div>
          </li>
        ))}
      </ul>
      {more > 0 ? (
        <p className="border-t border-border px-4 py-2.5 text-sm sm:px-5">
          <Link href={href} prefetch={false} className="text-accent underline underline-offset-2">
            {more === 1 ? 'One more' : `${more} more`}
          </Link>
        </p>
      ) : null}
    </Card>
  )
}
