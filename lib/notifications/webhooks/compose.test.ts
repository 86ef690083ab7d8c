import { expect, it } from 'vitest'
import { subject } from '@/emails/webhook-disabled'
import { addDays } from '@/lib/time'
import { composeWebhookDisabled, type DisabledEndpoint } from './compose'

const disabledAt = new Date('2026-03-07T09:00:00Z')
const endpoint: DisabledEndpoint = {
  endpointId: 'e1',
  organizationId: 'o1',
  organizationName: 'Northwind',
  simulated: false,
  url: 'https://hooks.northwind.dev:8443/in?token=secret',
  reason: 'failing',
  disabledAt,
  failingSince: addDays(disabledAt, -5),
  lastError: 'Answered 503.',
  cancelled: 3,
}
const reader = { consoleUrl: 'https://console.example.org', unsubscribeUrl: 'https://console.example.org/unsubscribe?token=t' }

it('names the host, never the whole address, and leads to the endpoint', () => {
  const props = composeWebhookDisabled(endpoint, reader)
  expect(subject(props)).toBe('hooks.northwind.dev:8443 gets no webhooks any more')
  expect(JSON.stringify(props)).not.toContain('secret')
  expect(props).toMatchObject({ settingsUrl: 'https://console.example.org/dashboard/settings/webhooks#endpoint-e1', cancelled: 3, ...reader })
})

it('says for how long it failed', () => expect(composeWebhookDisabled(endpoint, reader).failingFor?.replace('\u00a0', ' ')).toBe('5 d'))
it('has no length for an endpoint that is gone', () => expect(composeWebhookDisabled({ ...endpoint, reason: 'gone' }, reader).failingFor).toBeNull())
