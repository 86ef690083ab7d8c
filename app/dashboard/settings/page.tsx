import type { Metadata } from 'next'
import { AddressCard } from '@/components/account/address-card'
import { PasswordCard } from '@/components/account/password-card'
import { ProfileCard } from '@/components/account/profile-card'
import { PageHeader } from '@/components/ui/page-header'
import { MIN_PASSWORD_LENGTH } from '@/lib/auth/password-length'
import { getProfile } from '@/lib/auth/queries'
import { requireTenant } from '@/lib/http/require-actor'
import { changeEmail, changePassword, rename } from '../../account/actions'

export const metadata: Metadata = { title: 'Profile' }

export default async function ProfilePage() {
  const ctx = await requireTenant()
  const profile = await getProfile(ctx.actor.userId)
  return (
    <>
      <PageHeader
        eyebrow="Settings"
        title={`You are signed in as ${profile.name}`}
        note="What stands here is yours, in whichever organization you look around."
      />
      <div className="space-y-4">
        <ProfileCard name={profile.name} rename={rename} />
        <AddressCard email={profile.email} hasPassword={profile.hasPassword} change={changeEmail} />
        <PasswordCard hasPassword={profile.hasPassword} minLength={MIN_PASSWORD_LENGTH} change={changePassword} />
      </div>
    </>
  )
}
