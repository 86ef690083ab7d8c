import type { Metadata } from 'next'
import { ActionButton } from '@/components/ui/action-button'
import { ActionForm } from '@/components/ui/action-form'
import { Card } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { PageHeader } from '@/components/ui/page-header'
import { SelectField } from '@/components/ui/select-field'
import { StatusMark } from '@/components/ui/status-mark'
import { SubmitButton } from '@/components/ui/submit-button'
import { Tag } from '@/components/ui/tag'
import { TextField } from '@/components/ui/text-field'
import { getOrganization, listInvitations, listMembers } from '@/lib/accounts/queries'
import { isOwner } from '@/lib/auth/model'
import { formatDate } from '@/lib/format'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { changeRole, inviteMember, remove, sendInvitationAgain, withdrawInvitation } from './actions'

export const metadata: Metadata = { title: 'Members' }

export default async function MembersPage() {
  const ctx = await requireTenant()
  const { members, invitations, zone } = await readTenant(ctx, async (tx) => {
    const [members, invitations, organization] = await Promise.all([
      listMembers(tx, ctx.organizationId),
      listInvitations(tx, ctx.organizationId, ctx.now),
      getOrganization(tx, ctx.organizationId),
    ])
    return { members, invitations, zone: organization.timeZone }
  })
  const mayManage = isOwner(ctx.actor)
  const owners = members.filter((member) => member.role === 'owner').length

  return (
    <>
      <PageHeader
        eyebrow="Settings"
        title={members.length === 1 ? 'One person belongs to this organization' : `${members.length} people belong to this organization`}
        note={`${ownersOf(members.length, owners)} Owners manage members, keys and settings; members see everything else.`}
      />
      <div className="space-y-4">
        {mayManage ? (
          <Card title="Invite somebody" note="The invitation is bound to the address and good for 7 days.">
            <ActionForm action={inviteMember} className="grid max-w-2xl items-end gap-3 sm:grid-cols-[minmax(0,1fr)_10rem_auto]">
              <TextField name="email" label="E-mail address" type="email" required autoComplete="off" />
              <SelectField
                name="role"
                label="As"
                defaultValue="member"
                options={[
                  { value: 'member', label: 'Member' },
                  { value: 'owner', label: 'Owner' },
                ]}
              />
              <SubmitButton pendingLabel="Inviting">Invite</SubmitButton>
            </ActionForm>
          </Card>
        ) : null}
        <Card title="Members" flush>
          <ul>
            {members.map((member) => (
              <li
                key={member.userId}
                className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-border px-4 py-3 last:border-b-0 sm:px-5"
              >
                <div className="min-w-0">
                  <p className="flex flex-wrap items-center gap-2 font-medium wrap-anywhere">
                    {member.name}
                    <Tag>{member.role}</Tag>
                    {member.userId === ctx.actor.userId ? <Tag>you</Tag> : null}
                  </p>
                  <p className="text-sm wrap-anywhere text-text-muted">
                    {member.email} · since {formatDate(member.since, zone)}
                  </p>
                </div>
                <div className="flex flex-wrap items-center gap-2">
                  <StatusMark
                    tone={member.twoFactorEnabled ? 'good' : 'neutral'}
                    label={member.twoFactorEnabled ? 'Second factor' : 'No second factor'}
                    className="text-sm"
                  />
                  {owners === 1 && member.role === 'owner' ? (
                    <span className="text-sm text-text-muted">The only owner stays one</span>
                  ) : mayManage ? (
                    <ActionButton
                      action={changeRole}
                      fields={{ userId: member.userId, role: member.role === 'owner' ? 'member' : 'owner' }}
                      size="sm"
                      pendingLabel="Changing"
                    >
                      {member.role === 'owner' ? 'Make a member' : 'Make an owner'}
                      <span className="sr-only"> of {member.name}</span>
                    </ActionButton>
                  ) : null}
                  {owners === 1 && member.role === 'owner' ? null : mayManage || member.userId === ctx.actor.userId ? (
                    <ConfirmDialog
                      trigger={{ label: member.userId === ctx.actor.userId ? 'Leave' : 'Remove', size: 'sm' }}
                      title={member.userId === ctx.actor.userId ? 'Leave this organization?' : `Remove ${member.name}?`}
                      consequence="Access ends at once, in every session. Coming back takes a new invitation."
                      phrase={member.email}
                      action={remove}
                      fields={{ userId: member.userId, email: member.email }}
                      confirmLabel={member.userId === ctx.actor.userId ? 'Leave' : 'Remove'}
                      pendingLabel="Removing"
                    />
                  ) : null}
                </div>
              </li>
            ))}
          </ul>
        </Card>
        {invitations.length > 0 ? (
          <Card title="Open invitations" flush>
            <ul>
              {invitations.map((invitation) => (
                <li
                  key={invitation.id}
                  className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-border px-4 py-3 last:border-b-0 sm:px-5"
                >
                  <div className="min-w-0">
                    <p className="flex flex-wrap items-center gap-2 font-medium wrap-anywhere">
                      {invitation.email}
                      <Tag>{invitation.role}</Tag>
                    </p>
                    <p className="text-sm text-text-muted">
                      {invitation.expiresAt <= ctx.now ? 'expired on' : 'open until'} {formatDate(invitation.expiresAt, zone)}
                    </p>
                  </div>
                  {mayManage ? (
                    <div className="flex flex-wrap gap-2">
                      <ActionButton action={sendInvitationAgain} fields={{ id: invitation.id }} size="sm" pendingLabel="Sending">
                        Send again<span className="sr-only"> to {invitation.email}</span>
                      </ActionButton>
                      <ActionButton action={withdrawInvitation} fields={{ id: invitation.id }} size="sm" variant="danger" pendingLabel="Withdrawing">
                        Withdraw<span className="sr-only"> the one to {invitation.email}</span>
                      </ActionButton>
                    </div>
                  ) : null}
                </li>
              ))}
            </ul>
          </Card>
        ) : null}
      </div>
    </>
  )
}

function ownersOf(members: number, owners: number): string {
  if (members === 1) return 'That person is its owner.'
  if (owners === members) return members === 2 ? 'Both are owners.' : 'All of them are owners.'
  return owners === 1 ? 'One of them is the owner.' : `${owners} of them are owners.`
}
