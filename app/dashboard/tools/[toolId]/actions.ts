'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import type { HealthEndpointState } from '@/components/tools/health-endpoint-state'
import type { ActionResult } from '@/lib/action-result'
import { formatMs } from '@/lib/format'
import { actionResult } from '@/lib/http/action-result'
import { requireTenant } from '@/lib/http/require-actor'
import type { ProbeVerdict } from '@/lib/probes/classify'
import { tryEndpoint } from '@/lib/probes/commands'
import { setHealthEndpoint } from '@/lib/tools/commands/set-health-endpoint'
import { writeChangelog as saveChangelog } from '@/lib/tools/versions/commands'

/** Tests the address that was entered, or saves it: which of both, the pressed button says. An empty one is taken away. */
export async function changeHealthEndpoint(_previous: HealthEndpointState, form: FormData): Promise<HealthEndpointState> {
  const ctx = await requireTenant()
  const url = String(form.get('url') ?? '').trim()
  let tone: HealthEndpointState['tone'] = 'good'
  const { ok, message } = await actionResult(ctx, async () => {
    if (form.get('intent') === 'test') {
      const verdict = await tryEndpoint(ctx, url)
      tone = verdictTone[verdict.state]
      return verdictSentence(verdict)
    }
    const toolId = z.uuid().parse(form.get('toolId'))
    await setHealthEndpoint(ctx, { toolId, url: url === '' ? null : url })
    revalidatePath(`/dashboard/tools/${toolId}`)
    return url === '' ? 'Saved: the tool is asked no more.' : 'Saved. The tool is asked every 5 minutes from now on.'
  })
  return { tone: ok ? tone : 'critical', message, url }
}

const verdictTone = { up: 'good', degraded: 'warning', down: 'critical' } as const

function verdictSentence({ state, statusCode, latencyMs, reason }: ProbeVerdict): string {
  if (state === 'up') return `Up: answered ${statusCode} in ${formatMs(latencyMs)}.`
  return `${state === 'down' ? 'Would count as down' : 'Would count as degraded'}: ${reason}`
}

/** Writes the changelog that the platform did not report. */
export async function writeChangelog(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    await saveChangelog(ctx, { id: z.uuid().parse(form.get('id')), changelog: String(form.get('changelog') ?? '') })
    revalidatePath(`/dashboard/tools/${z.uuid().parse(form.get('toolId'))}`)
    return 'The changelog is kept. It counts from the next calculation of the score on.'
  })
}
