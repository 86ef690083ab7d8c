import type { Metadata } from 'next'
import { MailHoursCard } from '@/components/account/mail-hours-card'
import { MailMatrixCard } from '@/components/account/mail-matrix-card'
import { mailNote, mailTitle } from '@/components/account/mail-summary'
import { MailsStopped } from '@/components/account/mails-stopped'
import { PageHeader } from '@/components/ui/page-header'
import { getProfile } from '@/lib/auth/queries'
import { requireStaff } from '@/lib/http/require-actor'
import { getMailChoices } from '@/lib/outbox/queries'
import { saveMailHours, saveMailKinds } from '../../../account/actions'

export const metadata: Metadata = { title: 'Notifications' }

/** Which mails staff get themselves; members of organizations have the same under Settings. */
export default async function StaffNotificationsPage() {
  const ctx = await requireStaff('admin.read')
  const profile = await getProfile(ctx.actor.userId)
  const choices = await getMailChoices({ userId: ctx.actor.userId, email: profile.email, now: ctx.now })
  return (
    <>
      <PageHeader eyebrow="Account" title={mailTitle(choices)} note={`${mailNote(choices)} Mails about an organization come to its members only.`} />
      <div className="space-y-4">
        <MailsStopped email={profile.email} reason={choices.suppressedFor} />
        <MailMatrixCard off={choices.off} save={saveMailKinds} />
        <MailHoursCard settings={choices.settings} ownZone={choices.settings.timeZone} save={saveMailHours} />
      </div>
    </>
  )
}
