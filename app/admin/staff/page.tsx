import type { Metadata } from 'next'
import { ActionButton } from '@/components/ui/action-button'
import { ActionForm } from '@/components/ui/action-form'
import { Card } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { SelectField } from '@/components/ui/select-field'
import { StatusMark } from '@/components/ui/status-mark'
import { SubmitButton } from '@/components/ui/submit-button'
import { Tag } from '@/components/ui/tag'
import { TextField } from '@/components/ui/text-field'
import { listOrganizationNames, listStaffInvitations } from '@/lib/accounts/queries'
import { hasPermission } from '@/lib/auth/model'
import { listStaff } from '@/lib/auth/queries'
import { formatDate } from '@/lib/format'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { RoleForm } from './_parts/role-form'
import { roleLabel, roleOptions } from './_parts/role-options'
import { inviteOwner, inviteStaff, withdrawInvitation } from './actions'

export const metadata: Metadata = { title: 'Staff' }

export default async function StaffPage() {
  const ctx = await requireStaff('admin.read')
  const mayManage = hasPermission(ctx.actor, 'staff.manage')
  const mayInviteOwners = hasPermission(ctx.actor, 'customers.write')
  const [staff, { invitations, organizations }] = await Promise.all([
    listStaff(),
    readPlatform(ctx, async (tx) => ({
      invitations: await listStaffInvitations(tx, ctx.now),
      organizations: mayInviteOwners ? await listOrganizationNames(tx) : [],
    })),
  ])
  const without = staff.filter((person) => !person.twoFactorEnabled).length

  return (
    <>
      <PageHeader
        eyebrow="Staff"
        title={staff.length === 1 ? 'One person runs this platform' : `${staff.length} people run this platform`}
        note={
          without === 0 ? 'All of them sign in with a second factor.' : `${without} of them ${without === 1 ? 'signs' : 'sign'} in without a second factor.`
        }
      />
      <div className="space-y-4">
        <Card title="Staff" note="Each role may do what the one before it may, and more." flush>
          <ul>
            {staff.map((person) => (
              <li
                key={person.id}
                className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-border px-4 py-3 last:border-b-0 sm:px-5"
              >
                <div className="min-w-0">
                  <p className="flex flex-wrap items-center gap-2 font-medium">
                    {person.name}
                    <Tag>{roleLabel(person.role)}</Tag>
                    {person.id === ctx.actor.userId ? <Tag>you</Tag> : null}
                  </p>
                  <p className="text-sm break-words text-text-muted">
                    {person.email} · since {formatDate(person.since)}
                  </p>
                </div>
                <div className="flex flex-wrap items-center gap-3">
                  <StatusMark
                    tone={person.twoFactorEnabled ? 'good' : 'warning'}
                    label={person.twoFactorEnabled ? 'Second factor' : 'No second factor'}
                    className="text-sm"
                  />
                  {mayManage ? <RoleForm userId={person.id} name={person.name} role={person.role} /> : null}
                </div>
              </li>
            ))}
          </ul>
        </Card>
        {mayManage ? (
          <Card title="Invite somebody into the staff" note="The invitation is bound to the address and good for 7 days.">
            <ActionForm action={inviteStaff} className="grid max-w-2xl items-end gap-3 sm:grid-cols-[minmax(0,1fr)_12rem_auto]">
              <TextField name="email" label="E-mail address" type="email" required autoComplete="off" />
              <SelectField name="role" label="As" defaultValue="read_only" options={roleOptions} />
              <SubmitButton pendingLabel="Inviting">Invite</SubmitButton>
            </ActionForm>
          </Card>
        ) : null}
        {mayInviteOwners && organizations.length > 0 ? (
          <Card
            title="Invite the owner of an organization"
            note="Organizations come from the platform; their first owner is invited here and invites the others."
          >
            <ActionForm action={inviteOwner} className="grid max-w-3xl items-end gap-3 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_8rem_auto]">
              <TextField name="email" label="E-mail address" type="email" required autoComplete="off" />
              <SelectField name="organizationId" label="Organization" options={organizations.map(({ id, name }) => ({ value: id, label: name }))} />
              <SelectField
                name="role"
                label="As"
                defaultValue="owner"
                options={[
                  { value: 'owner', label: 'Owner' },
                  { value: 'member', label: 'Member' },
                ]}
              />
              <SubmitButton variant="secondary" pendingLabel="Inviting">
                Invite
              </SubmitButton>
            </ActionForm>
          </Card>
        ) : null}
        {invitations.length > 0 ? (
          <Card title="Open invitations into the staff" flush>
            <ul>
              {invitations.map((invitation) => (
                <li
                  key={invitation.id}
                  className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-border px-4 py-3 last:border-b-0 sm:px-5"
                >
                  <div className="min-w-0">
                    <p className="flex flex-wrap items-center gap-2 font-medium break-words">
                      {invitation.email}
                      <Tag>{roleLabel(invitation.platformRole)}</Tag>
                    </p>
                    <p className="text-sm text-text-muted">open until {formatDate(invitation.expiresAt)}</p>
                  </div>
                  {mayManage ? (
                    <ActionButton action={withdrawInvitation} fields={{ id: invitation.id }} size="sm" variant="danger" pendingLabel="Withdrawing">
                      Withdraw
                    </ActionButton>
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
