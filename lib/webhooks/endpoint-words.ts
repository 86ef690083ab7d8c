import { formatCount, formatRelative } from '@/lib/format'
import type { DisabledReason } from './model'

// How an endpoint stands, in words.

interface Standing {
  active: boolean
  sending: boolean
  failures: number
  failingSince: Date | null
  disabledAt: Date | null
  disabledReason: DisabledReason | null
}

export interface EndpointState {
  tone: 'good' | 'warning' | 'critical' | 'neutral'
  label: string
}

/** An endpoint's state as a mark and a word. */
export function endpointState(endpoint: Standing, now: Date): EndpointState {
  const { active, sending, failures, failingSince, disabledAt, disabledReason } = endpoint
  if (disabledAt !== null)
    return { tone: 'critical', label: disabledReason === 'gone' ? 'Switched off: it answered that it is gone' : 'Switched off: it kept failing' }
  if (!active) return { tone: 'neutral', label: 'Off' }
  if (!sending) return { tone: 'neutral', label: 'Without a signing secret: nothing is sent from here' }
  if (failingSince !== null)
    return {
      tone: 'warning',
      label: `Failing: ${formatCount(failures)} ${failures === 1 ? 'attempt' : 'attempts'}, the first ${formatRelative(failingSince, now)}`,
    }
  return { tone: 'good', label: 'On' }
}

/** What state an organization's webhooks are in. */
export function endpointsSentence(endpoints: readonly Standing[]): string {
  const off = endpoints.filter((endpoint) => endpoint.disabledAt !== null)
  const gone = off.filter((endpoint) => endpoint.disabledReason === 'gone').length
  if (off.length === 1) return `One address was switched off because it ${gone === 1 ? 'answered that it is gone' : 'kept failing'}`
  if (off.length > 1) return `${formatCount(off.length)} addresses were switched off because they ${gone === 0 ? 'kept failing' : 'failed or are gone'}`
  const sent = endpoints.filter((endpoint) => endpoint.active && endpoint.sending)
  const failing = sent.filter((endpoint) => endpoint.failingSince !== null).length
  if (failing > 0) return failing === 1 ? 'One address is not accepting webhooks' : `${formatCount(failing)} addresses are not accepting webhooks`
  if (sent.length > 0) return sent.length === 1 ? 'Webhooks go to one address' : `Webhooks go to ${formatCount(sent.length)} addresses`
  return endpoints.some((endpoint) => endpoint.active) ? 'The platform sends webhooks; nothing is sent from here yet' : 'Webhooks reach nobody yet'
}
