import { z } from 'zod'
import type { KeyInput } from '@/lib/auth/keys/commands/manage-keys'
import { rotationGraces } from '@/lib/auth/keys/commands/manage-keys'
import type { KeyState } from '@/lib/auth/keys/key-state'
import { scopeSchema } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { actionResult } from './action-result'

// The forms about keys, which owners of an organization and staff share.

/** What the form to issue a key asks for. */
export function keyForm(form: FormData): KeyInput {
  const days = String(form.get('expiresInDays') ?? 'never')
  return {
    name: String(form.get('name') ?? ''),
    scopes: z.array(scopeSchema).parse(form.getAll('scopes')),
    ipAllowlist: lines(form.get('ipAllowlist')),
    expiresInDays: days === 'never' ? null : Number(days),
  }
}

/** Which key is rotated, and how long the old one still works. */
export function rotationForm(form: FormData): { id: string; graceHours: number } {
  return { id: z.uuid().parse(form.get('id')), graceHours: z.coerce.number().pipe(z.literal(rotationGraces)).parse(form.get('graceHours')) }
}

/** Which key may be used from where. */
export function allowlistForm(form: FormData): { id: string; ipAllowlist: string[] } {
  return { id: z.uuid().parse(form.get('id')), ipAllowlist: lines(form.get('ipAllowlist')) }
}

/**
 * The key that is to be revoked.
 * @throws AppError invalid when its name was not typed right
 */
export function keyIdForm(form: FormData): string {
  if (form.get('confirmation') !== form.get('name')) throw new AppError('invalid', 'The name does not match. The key was not revoked.')
  return z.uuid().parse(form.get('id'))
}

/** Runs what makes a key and answers with it, once, or with what is wrong and what was entered. */
export async function keyAnswer(ctx: { requestId: string }, form: FormData, make: () => Promise<string>): Promise<KeyState> {
  let key: string | null = null
  const result = await actionResult(ctx, async () => {
    key = await make()
    return 'Copy the key now: it is not shown again.'
  })
  const entered = {
    name: String(form.get('name') ?? ''),
    scopes: form.getAll('scopes').map(String),
    ipAllowlist: String(form.get('ipAllowlist') ?? ''),
    expiresInDays: String(form.get('expiresInDays') ?? '90'),
  }
  return { ok: result.ok, message: result.message, key, values: result.ok ? { name: '', scopes: [], ipAllowlist: '', expiresInDays: '90' } : entered }
}

function lines(text: FormDataEntryValue | null): string[] {
  return String(text ?? '')
    .split(/[\s,]+/)
    .filter(Boolean)
}
