import type { Metadata } from 'next'
import { MailHoursCard } from '@/components/account/mail-hours-card'
import { MailMatrixCard } from '@/components/account/mail-matrix-card'
import { mailNote, mailTitle } from '@/components/account/mail-summary'
import { MailsStopped } from '@/components/account/mails-stopped'
import { PageHeader } from '@/components/ui/page-header'
import { getOrganization } from '@/lib/accounts/queries'
import { getProfile } from '@/lib/auth/queries'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { getMailChoices } from '@/lib/outbox/queries'
import { saveMailHours, saveMailKinds } from '../../../account/actions'

export const metadata: Metadata = { title: 'Notifications' }

export default async function NotificationsPage() {
  const ctx = await requireTenant()
  const [profile, organization] = await Promise.all([getProfile(ctx.actor.userId), readTenant(ctx, (tx) => getOrganization(tx, ctx.organizationId))])
  const choices = await getMailChoices({ userId: ctx.actor.userId, email: profile.email, now: ctx.now })
  return (
    <>
      <PageHeader eyebrow="Settings" title={mailTitle(choices)} note={mailNote(choices)} />
      <div className="space-y-4">
        <MailsStopped email={profile.email} reason={choices.suppressedFor} />
        <MailMatrixCard off={choices.off} save={saveMailKinds} />
        <MailHoursCard settings={choices.settings} ownZone={organization.timeZone} save={saveMailHours} />
      </div>
    </>
  )
}
