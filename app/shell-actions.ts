'use server'

import { cookies } from 'next/headers'
import { z } from 'zod'
import { SIDEBAR_COOKIE, THEME_COOKIE, themes } from '@/components/shell/preferences'
import type { ActionResult } from '@/lib/action-result'
import { env } from '@/lib/env'
import { DAY, SECOND } from '@/lib/time'
import { switchOrganization } from './(auth)/dashboard/choose/actions'
import { signOut } from './(auth)/sign-out/actions'

const preferenceSchema = z.discriminatedUnion('name', [
  z.object({ name: z.literal(THEME_COOKIE), value: z.enum(themes) }),
  z.object({ name: z.literal(SIDEBAR_COOKIE), value: z.enum(['open', 'collapsed']) }),
])

/** Keeps how the reader wants the shell to look, in this browser. Needs no session. */
export async function rememberPreference(preference: z.infer<typeof preferenceSchema>): Promise<void> {
  const { name, value } = preferenceSchema.parse(preference)
  const jar = await cookies()
  jar.set(name, value, { path: '/', maxAge: (365 * DAY) / SECOND, sameSite: 'lax', httpOnly: true, secure: env().APP_URL.startsWith('https:') })
}

/** Ends the session; for the menu of the person. Leads to /sign-in. */
export async function signOutFromMenu(previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  return signOut(previous, form)
}

/** Lets the session look at another organization; for the switcher. Leads to its overview. */
export async function switchFromMenu(previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  return switchOrganization(previous, form)
}
