'use server'

import { revalidatePath } from 'next/cache'
import { setTelemetryOptOut } from '@/lib/accounts/commands/change-organization'
import type { ActionResult } from '@/lib/action-result'
import { actionResult } from '@/lib/http/action-result'
import { requireTenant } from '@/lib/http/require-actor'

/** Opts the organization out of telemetry, or back in. */
export async function chooseTelemetry(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    const optOut = form.get('optOut') === 'true'
    await setTelemetryOptOut(ctx, optOut)
    revalidatePath('/dashboard/settings/data')
    return optOut ? 'The organization is opted out.' : 'Telemetry is allowed.'
  })
}
