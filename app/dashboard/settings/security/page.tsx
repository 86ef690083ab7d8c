import type { Metadata } from 'next'
import { SecondFactorCard } from '@/components/account/second-factor-card'
import { SessionsCard } from '@/components/account/sessions-card'
import { ActionButton } from '@/components/ui/action-button'
import { Card } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { StatusMark } from '@/components/ui/status-mark'
import { TimeAgo } from '@/components/ui/time-ago'
import { findDeveloperSettings, getOrganization, listMembers } from '@/lib/accounts/queries'
import { isOwner } from '@/lib/auth/model'
import { getProfile, listSessions } from '@/lib/auth/queries'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { disableSecondFactor, endOtherSessions, endSession, renewBackupCodes, setUpSecondFactor } from '../../../account/actions'
import { reviewSessions, switchBudgetControls } from './actions'

export const metadata: Metadata = { title: 'Security' }

export default async function SecurityPage() {
  const ctx = await requireTenant()
  const [profile, sessions, { developer, organization, members }] = await Promise.all([
    getProfile(ctx.actor.userId),
    listSessions(ctx.actor.userId, ctx.now),
    readTenant(ctx, async (tx) => {
      const [developer, organization, members] = await Promise.all([
        findDeveloperSettings(tx, ctx.organizationId),
        getOrganization(tx, ctx.organizationId),
        listMembers(tx, ctx.organizationId),
      ])
      return { developer, organization, members }
    }),
  ])
  const zone = organization.timeZone
  const without = members.filter((member) => member.role === 'owner' && !member.twoFactorEnabled)

  return (
    <>
      <PageHeader
        eyebrow="Settings"
        title={profile.twoFactorEnabled ? 'Signing in asks for a second factor' : 'Signing in does not ask for a second factor yet'}
        note={protection(
          without.map((member) => member.name),
          developer?.twoFactorEnabled ?? false,
        )}
      />
      <div className="space-y-4">
        <SecondFactorCard
          enabled={profile.twoFactorEnabled}
          hasPassword={profile.hasPassword}
          setUp={setUpSecondFactor}
          disable={disableSecondFactor}
          renewBackupCodes={renewBackupCodes}
        />
        <SessionsCard
          sessions={sessions}
          currentId={ctx.actor.sessionId}
          now={ctx.now}
          zone={zone}
          revoke={endSession}
          revokeOthers={endOtherSessions}
          footer={
            developer ? (
              <div className="flex flex-wrap items-center justify-between gap-3 text-sm">
                <p className="text-text-muted">
                  Last looked through: <TimeAgo at={developer.sessionsReviewedAt} now={ctx.now} zone={zone} />
                </p>
                <ActionButton action={reviewSessions} size="sm" pendingLabel="Noting">
                  I know all of these
                </ActionButton>
              </div>
            ) : null
          }
        />
        {developer ? (
          <>
            <Card
              id="budget-controls"
              title="Budget controls"
              note="Your consumers can set a limit on what they spend on your tools. It counts for the security dimension of the health score."
              actions={<StatusMark tone={developer.budgetControlsEnabled ? 'good' : 'warning'} label={developer.budgetControlsEnabled ? 'On' : 'Off'} />}
            >
              {isOwner(ctx.actor) ? (
                <ActionButton
                  action={switchBudgetControls}
                  fields={{ enabled: String(!developer.budgetControlsEnabled) }}
                  variant={developer.budgetControlsEnabled ? 'secondary' : 'primary'}
                  pendingLabel="Saving"
                >
                  {developer.budgetControlsEnabled ? 'Switch off' : 'Switch on'}
                </ActionButton>
              ) : (
                <p className="text-sm text-text-muted">Owners of the organization switch this.</p>
              )}
            </Card>
            <Card
              id="stripe-connect"
              title="Stripe Connect"
              note="The platform reports this; it cannot be changed here."
              actions={
                <StatusMark tone={developer.stripeConnectActive ? 'good' : 'critical'} label={developer.stripeConnectActive ? 'Active' : 'Not active'} />
              }
            >
              <p className="max-w-[68ch] text-sm">
                {developer.stripeConnectActive
                  ? 'Payouts can be made.'
                  : 'Payouts wait. Open the payout settings of the marketplace, connect Stripe there and finish its identity check; the new state arrives here by itself.'}
              </p>
            </Card>
          </>
        ) : null}
      </div>
    </>
  )
}

/** Whether the organization counts as protected, and who has no second factor here. */
function protection(without: string[], reported: boolean): string {
  if (without.length === 0) return 'Every owner of the organization has one.'
  const missing = `missing: ${without.join(', ')}.`
  return reported
    ? `The platform reports that its own sign-in asks for one, which counts for the health score. Here it is still ${missing}`
    : `The organization counts as protected when all owners have one; still ${missing}`
}
