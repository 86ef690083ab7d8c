'use server'

import { redirect } from 'next/navigation'
import { z } from 'zod'
import { chooseOrganization } from '@/lib/accounts/commands/manage-members'
import { AppError } from '@/lib/errors'
import { requireUser } from '@/lib/http/require-actor'

/** Lets this session look at another organization of the person; the field is `organizationId`. */
export async function switchOrganization(form: FormData): Promise<void> {
  const ctx = await requireUser()
  const id = z.uuid().safeParse(form.get('organizationId'))
  try {
    if (id.success) await chooseOrganization(ctx, id.data)
  } catch (error) {
    // Removed from it a moment ago: the page shows what is left.
    if (!(error instanceof AppError)) throw error
    redirect('/dashboard/choose')
  }
  redirect('/dashboard')
}
