import { Banner } from '../ui/banner'

/** Said to somebody whose address is not written to any more; nothing while it is. */
export function MailsStopped({ email, reason }: { email: string; reason: string | null }) {
  if (!reason) return null
  return (
    <Banner tone="critical" title={`No mail is sent to ${email}: ${reason}.`}>
      That includes sign-in links. Make sure that the mailbox takes mail, then ask the platform’s staff to lift it.
    </Banner>
  )
}
