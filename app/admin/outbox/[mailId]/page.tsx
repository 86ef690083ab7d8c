import { RotateCw } from 'lucide-react'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { z } from 'zod'
import { ActionButton } from '@/components/ui/action-button'
import { Banner } from '@/components/ui/banner'
import { Card } from '@/components/ui/card'
import { KeyValue } from '@/components/ui/key-value'
import { PageHeader } from '@/components/ui/page-header'
import { StatusMark } from '@/components/ui/status-mark'
import type { SearchParams } from '@/components/ui/table-query'
import { TimeAgo } from '@/components/ui/time-ago'
import { hasPermission } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { formatCount } from '@/lib/format'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { mailThemes } from '@/lib/outbox/document'
import { LOCAL_PROVIDER_ID } from '@/lib/outbox/model'
import { getOutboxMail } from '@/lib/outbox/queries'
import { MailFrame } from '../_parts/mail-frame'
import { TextPart } from '../_parts/text-part'
import { ViewChoice } from '../_parts/view-choice'
import { markOf, saidTitle } from '../_parts/words'
import { sendAgain } from './actions'

export const metadata: Metadata = { title: 'Mail' }

interface MailPageProps {
  params: Promise<{ mailId: string }>
  searchParams: Promise<SearchParams>
}

export default async function MailPage({ params, searchParams }: MailPageProps) {
  const ctx = await requireStaff('admin.read')
  const id = z.uuid().safeParse((await params).mailId)
  if (!id.success) notFound()
  const chosen = (await searchParams).theme
  const theme = mailThemes.find((name) => name === chosen) ?? 'light'
  const mail = await readPlatform(ctx, (tx) => getOutboxMail(tx, ctx, id.data)).catch((error) => {
    if (error instanceof AppError && error.code === 'not_found') notFound()
    throw error
  })
  const path = `/admin/outbox/${mail.id}`
  return (
    <>
      <PageHeader
        eyebrow="Outbox"
        title={mail.subject}
        note={`To ${mail.toAddress}`}
        actions={
          mail.state === 'dead' && hasPermission(ctx.actor, 'jobs.run') ? (
            <ActionButton action={sendAgain} fields={{ mailId: mail.id }} variant="primary" icon={<RotateCw aria-hidden="true" />} pendingLabel="Queueing">
              Send again
            </ActionButton>
          ) : null
        }
      />
      <div className="space-y-4">
        {mail.lastError ? (
          <Banner tone={mail.state === 'dead' ? 'critical' : 'warning'} title={saidTitle(mail)}>
            {mail.lastError}
          </Banner>
        ) : null}
        <Card>
          <KeyValue
            columns={4}
            items={[
              { label: 'State', value: <StatusMark {...markOf(mail)} /> },
              { label: 'Attempts', value: formatCount(mail.attempts) },
              { label: 'Written', value: <TimeAgo at={mail.createdAt} now={ctx.now} /> },
              mail.state === 'pending'
                ? { label: 'Next attempt', value: <TimeAgo at={mail.nextAttemptAt} now={ctx.now} /> }
                : { label: 'Sent', value: <TimeAgo at={mail.sentAt} now={ctx.now} empty="not sent" /> },
              { label: 'Mail', value: mail.template },
              { label: 'Class', value: mail.class },
              { label: 'One-click unsubscribe', value: 'List-Unsubscribe-Post' in mail.headers ? 'yes' : 'no: critical mails have none' },
              { label: 'Id at the provider', value: mail.providerId === LOCAL_PROVIDER_ID ? 'kept here, no provider is set' : (mail.providerId ?? 'none yet') },
            ]}
          />
        </Card>
        {mail.content ? (
          <div className="grid gap-4 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
            <Card
              title="As a mail program shows it"
              actions={
                <ViewChoice
                  label="Theme"
                  options={mailThemes.map((name) => ({
                    label: name === 'light' ? 'Light' : 'Dark',
                    href: name === 'light' ? path : `${path}?theme=dark`,
                    current: name === theme,
                  }))}
                />
              }
            >
              <MailFrame src={`/api/admin/outbox/${mail.id}`} theme={theme} title={`The mail “${mail.subject}”`} />
            </Card>
            <TextPart text={mail.content.text} />
          </div>
        ) : (
          <Banner tone="info" title="Its content is not shown.">
            It holds a link that signs somebody in. Only people who may manage the staff can read it.
          </Banner>
        )}
      </div>
    </>
  )
}
