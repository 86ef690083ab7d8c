import { ActionForm } from '@/components/ui/action-form'
import { Select } from '@/components/ui/select'
import { SubmitButton } from '@/components/ui/submit-button'
import type { PlatformRole } from '@/lib/auth/model'
import { changeRole } from '../actions'
import { roleOptions } from './role-options'

/** Another role for somebody of the staff, or none. */
export function RoleForm({ userId, name, role }: { userId: string; name: string; role: PlatformRole }) {
  return (
    <ActionForm action={changeRole} className="flex flex-wrap items-center gap-2">
      <input type="hidden" name="userId" value={userId} />
      <div className="w-44">
        <Select name="role" aria-label={`Role of ${name}`} defaultValue={role} options={[...roleOptions, { value: 'none', label: 'No longer staff' }]} />
      </div>
      <SubmitButton variant="secondary" pendingLabel="Saving">
        Save
      </SubmitButton>
    </ActionForm>
  )
}
