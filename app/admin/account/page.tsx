import type { Metadata } from 'next'
import { AddressCard } from '@/components/account/address-card'
import { PasswordCard } from '@/components/account/password-card'
import { ProfileCard } from '@/components/account/profile-card'
import { SecondFactorCard } from '@/components/account/second-factor-card'
import { SessionsCard } from '@/components/account/sessions-card'
import { PageHeader } from '@/components/ui/page-header'
import { MIN_PASSWORD_LENGTH } from '@/lib/auth/password-length'
import { getProfile, listSessions } from '@/lib/auth/queries'
import { requireStaff } from '@/lib/http/require-actor'
import {
  changeEmail,
  changePassword,
  disableSecondFactor,
  endOtherSessions,
  endSession,
  rename,
  renewBackupCodes,
  setUpSecondFactor,
} from '../../account/actions'

export const metadata: Metadata = { title: 'Account' }

/** What staff change about themselves; members of organizations have the same under Settings. */
export default async function AccountPage() {
  const ctx = await requireStaff('admin.read')
  const [profile, sessions] = await Promise.all([getProfile(ctx.actor.userId), listSessions(ctx.actor.userId, ctx.now)])
  return (
    <>
      <PageHeader
        eyebrow="Account"
        title={profile.twoFactorEnabled ? 'Signing in asks for a second factor' : 'Signing in does not ask for a second factor yet'}
        note={`You are ${profile.name}, signed in as ${profile.email}.`}
      />
      <div className="space-y-4">
        <SecondFactorCard
          enabled={profile.twoFactorEnabled}
          hasPassword={profile.hasPassword}
          setUp={setUpSecondFactor}
          disable={disableSecondFactor}
          renewBackupCodes={renewBackupCodes}
        />
        <SessionsCard sessions={sessions} currentId={ctx.actor.sessionId} now={ctx.now} revoke={endSession} revokeOthers={endOtherSessions} />
        <ProfileCard name={profile.name} rename={rename} />
        <AddressCard email={profile.email} hasPassword={profile.hasPassword} change={changeEmail} />
        <PasswordCard hasPassword={profile.hasPassword} minLength={MIN_PASSWORD_LENGTH} change={changePassword} />
      </div>
    </>
  )
}
