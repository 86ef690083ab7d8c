'use server'

import { revalidatePath } from 'next/cache'
import type { ActionResult } from '@/lib/action-result'
import { issueKey, revokeKey, rotateKey, setKeyAllowlist } from '@/lib/auth/keys/commands/manage-keys'
import type { KeyState } from '@/lib/auth/keys/key-state'
import { actionResult } from '@/lib/http/action-result'
import { allowlistForm, keyAnswer, keyForm, keyIdForm, rotationForm } from '@/lib/http/key-forms'
import { requireStaff } from '@/lib/http/require-actor'

const PAGE = '/admin/keys'

/** Issues a key that speaks for every organization and shows it once. */
export async function issue(_previous: KeyState, form: FormData): Promise<KeyState> {
  const ctx = await requireStaff('keys.manage')
  return keyAnswer(ctx, form, async () => {
    const { key } = await issueKey(ctx, keyForm(form), 'platform')
    revalidatePath(PAGE)
    return key
  })
}

/** Issues the successor of a key and shows it once. */
export async function rotate(_previous: KeyState, form: FormData): Promise<KeyState> {
  const ctx = await requireStaff('keys.manage')
  return keyAnswer(ctx, form, async () => (await rotateKey(ctx, rotationForm(form), 'platform')).key)
}

/** Ends a key. */
export async function revoke(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('keys.manage')
  return actionResult(ctx, async () => {
    await revokeKey(ctx, keyIdForm(form), 'platform')
    revalidatePath(PAGE)
    return 'The key is revoked.'
  })
}

/** Sets from where a key may be used. */
export async function setAllowlist(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('keys.manage')
  return actionResult(ctx, async () => {
    const input = allowlistForm(form)
    await setKeyAllowlist(ctx, input, 'platform')
    revalidatePath(PAGE)
    return input.ipAllowlist.length === 0 ? 'The key works from anywhere.' : 'The key works from these addresses only.'
  })
}
