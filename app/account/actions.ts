'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import type { BackupCodesState, SecondFactorState } from '@/components/account/second-factor-state'
import type { ActionResult } from '@/lib/action-result'
import { requestEmailChange } from '@/lib/auth/commands/change-email'
import { renameMyself, revokeOtherSessions, revokeSession } from '@/lib/auth/commands/manage-sessions'
import { emailSchema, passwordSchema, personNameSchema } from '@/lib/auth/person'
import { AppError } from '@/lib/errors'
import { actionResult } from '@/lib/http/action-result'
import { callAuth } from '@/lib/http/call-auth'
import { readForm } from '@/lib/http/form'
import { requireUser } from '@/lib/http/require-actor'
import { changedChoices, mailSettingsSchema } from '@/lib/outbox/choices'
import { chooseMails, saveMailSettings } from '@/lib/outbox/commands'
import { mailCategories } from '@/lib/outbox/model'
import { drawQrCode } from '@/lib/qr-code'

// What a person changes about themselves, on the settings of an organization and on the staff's
// account page alike. The layouts are revalidated because they show the name.

/** Changes the name. */
export async function rename(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireUser()
  return actionResult(ctx, async () => {
    await renameMyself(ctx, personNameSchema.parse(form.get('name')))
    revalidatePath('/', 'layout')
    return 'Your name is saved.'
  })
}

/** Asks for another address to sign in with; nothing changes before the link is confirmed. */
export async function changeEmail(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireUser()
  return actionResult(ctx, async () => {
    const email = emailSchema.parse(form.get('email'))
    await requestEmailChange(ctx, { email, password: String(form.get('password') ?? '') })
    return `A link to confirm is on its way to ${email}. Until it is opened nothing changes.`
  })
}

/** Changes the password; every other session ends. */
export async function changePassword(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireUser()
  return actionResult(ctx, async () => {
    const newPassword = passwordSchema.parse(form.get('newPassword'))
    const currentPassword = String(form.get('currentPassword') ?? '')
    const { status, code } = await callAuth('/change-password', { currentPassword, newPassword, revokeOtherSessions: true })
    if (status === 429) throw tooMany()
    if (status !== 200)
      throw new AppError(
        'invalid',
        code === 'INVALID_PASSWORD' ? 'The current password is wrong. Nothing was changed.' : 'The password was not changed. Try again.',
      )
    revalidatePath('/', 'layout')
    return 'Your password is changed, and all other sessions are ended.'
  })
}

/** Which kinds of mail come. */
export async function saveMailKinds(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireUser()
  return actionResult(ctx, async () => {
    const changed = changedChoices(form.getAll('shown').map(String), form.getAll('enabled').map(String))
    await chooseMails(ctx, changed)
    revalidatePath('/', 'layout')
    const [only] = changed
    if (!only) return 'Nothing was different.'
    if (changed.length > 1) return 'The kinds of mail are saved.'
    return `${mailCategories[only.category].label}: ${only.enabled ? 'on' : 'off'}.`
  })
}

/** Quiet hours, and how many mails a week. */
export async function saveMailHours(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireUser()
  return actionResult(ctx, async () => {
    await saveMailSettings(ctx, readForm(mailSettingsSchema, form))
    revalidatePath('/', 'layout')
    return 'When and how often is saved.'
  })
}

/** Ends one session. */
export async function endSession(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireUser()
  return actionResult(ctx, async () => {
    await revokeSession(ctx, z.uuid().parse(form.get('sessionId')))
    revalidatePath('/', 'layout')
    return 'The session is ended.'
  })
}

/** Ends all sessions but this one. */
export async function endOtherSessions(): Promise<ActionResult> {
  const ctx = await requireUser()
  return actionResult(ctx, async () => {
    const ended = await revokeOtherSessions(ctx)
    revalidatePath('/', 'layout')
    return ended === 1 ? 'One session is ended.' : `${ended} sessions are ended.`
  })
}

/** Switches the second factor on, in two steps: the password, then the first code. */
export async function setUpSecondFactor(previous: SecondFactorState, form: FormData): Promise<SecondFactorState> {
  await requireUser()
  if (!previous.setup) return beginSecondFactor(String(form.get('password') ?? ''))
  const code = String(form.get('code') ?? '').replaceAll(/\s/g, '')
  const { status } = await callAuth('/two-factor/verify-totp', { code })
  if (status === 429) return { ...previous, ok: false, message: 'Too many attempts. Wait ten seconds and try again.' }
  if (status !== 200) return { ...previous, ok: false, message: 'This code is wrong. Check that the clock of the phone is right, and enter the newest code.' }
  revalidatePath('/', 'layout')
  return { ok: true, message: 'Two-factor authentication is on.', setup: null }
}

/** Switches the second factor off. */
export async function disableSecondFactor(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireUser()
  return actionResult(ctx, async () => {
    const { status } = await callAuth('/two-factor/disable', { password: String(form.get('password') ?? '') })
    if (status === 429) throw tooMany()
    if (status !== 200) throw new AppError('invalid', 'The password is wrong. Two-factor authentication stays on.')
    revalidatePath('/', 'layout')
    return 'Two-factor authentication is off.'
  })
}

/** Replaces the backup codes; the old ones end. */
export async function renewBackupCodes(_previous: BackupCodesState, form: FormData): Promise<BackupCodesState> {
  await requireUser()
  const { status, body } = await callAuth('/two-factor/generate-backup-codes', { password: String(form.get('password') ?? '') })
  if (status === 429) return { ok: false, message: 'Too many attempts. Wait ten seconds and try again.', codes: [] }
  const renewed = z.object({ backupCodes: z.array(z.string()) }).safeParse(body)
  if (status !== 200 || !renewed.success) return { ok: false, message: 'The password is wrong. The old backup codes still work.', codes: [] }
  return { ok: true, message: 'The old codes have ended. These are shown only now.', codes: renewed.data.backupCodes }
}

async function beginSecondFactor(password: string): Promise<SecondFactorState> {
  const { status, body } = await callAuth('/two-factor/enable', { password })
  if (status === 429) return { ok: false, message: 'Too many attempts. Wait ten seconds and try again.', setup: null }
  const enabled = z.object({ totpURI: z.url(), backupCodes: z.array(z.string()) }).safeParse(body)
  if (status !== 200 || !enabled.success) return { ok: false, message: 'The password is wrong. Nothing was changed.', setup: null }
  const { totpURI, backupCodes } = enabled.data
  return { ok: true, message: null, setup: { qr: drawQrCode(totpURI), secret: new URL(totpURI).searchParams.get('secret') ?? '', backupCodes } }
}

const tooMany = () => new AppError('rate_limited', 'Too many attempts. Wait ten seconds and try again.')
