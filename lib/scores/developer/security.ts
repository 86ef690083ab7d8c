import type { Dimension, Metric } from '../scorecard'
import type { DeveloperInputs } from './inputs'

/** Can somebody else take over, or send money elsewhere? Settings only; what there is no key for does not apply. */
export const security: Dimension<DeveloperInputs> = {
  id: 'security',
  title: 'Security posture',
  max: 20,
  combine: 'sum',
  metrics: [
    setting({
      id: 'stripe_connect',
      title: 'Stripe Connect active',
      source: 'Account status as the platform reports it',
      points: 5,
      read: (inputs) => inputs.stripeConnect,
      fix: {
        priority: 'critical',
        title: 'Connect Stripe',
        href: '/dashboard/settings/security#stripe-connect',
        steps: [
          'Open the payout settings of the marketplace and choose to connect Stripe.',
          'Finish the identity check there; payouts stay on hold until Stripe has confirmed it.',
          'Come back here: the marketplace reports the new state by itself.',
        ],
      },
      detail: 'Payouts cannot be made: Stripe Connect is not active.',
      blame: 'inactive Stripe Connect',
    }),
    setting({
      id: 'two_factor',
      title: 'Two-factor authentication',
      source: 'Reported by the platform, or on for every owner here',
      points: 4,
      read: (inputs) => inputs.twoFactor,
      fix: {
        priority: 'recommended',
        title: 'Turn on two-factor authentication',
        href: '/dashboard/settings/security#two-factor',
        steps: [
          'Open the security settings and choose to turn on two-factor authentication.',
          'Scan the code with an authenticator app and enter the six digits that it shows.',
          'Keep the backup codes where you keep passwords.',
          'Every owner of the organization has to do this; it counts when all have.',
        ],
      },
      detail: 'Not every owner signs in with a second factor.',
      blame: 'missing two-factor authentication',
    }),
    setting({
      id: 'webhook_endpoint',
      title: 'Webhook endpoint',
      source: 'Active webhook endpoints of the organization',
      points: 3,
      read: (inputs) => inputs.webhookEndpoint,
      fix: {
        priority: 'recommended',
        title: 'Configure a webhook endpoint',
        href: '/dashboard/settings/webhooks#register',
        steps: [
          'Make a route in your service that takes POST requests and answers 2xx at once.',
          'Check the signature of each request before you trust it.',
          'Enter its address in the webhook settings.',
        ],
      },
      detail: 'No active webhook endpoint: events such as disputes reach nobody.',
      blame: 'a missing webhook endpoint',
    }),
    {
      id: 'ip_allowlist',
      title: 'IP allowlist on all keys',
      unit: 'yes_no',
      source: 'Live API keys, issued here and reported by the platform',
      kind: 'setting',
      scale: yesOrNothing(3),
      read: ({ keys, keysOpen }) => (keys === 0 ? { missing: 'There is no API key.' } : { value: keysOpen === 0 ? 1 : 0 }),
      fix: {
        priority: 'recommended',
        title: 'Restrict every API key to known addresses',
        href: '/dashboard/settings/keys?show=open#keys',
        steps: [
          'Find out from which addresses your servers call (the keys page shows when each key was last used).',
          'Enter these addresses or networks at each key that works from anywhere.',
          'Revoke the keys that nobody uses: they need no allowlist then.',
          'Keys that the platform reports get their addresses at the platform; the new state arrives here by itself.',
        ],
      },
      detail: ({ keys, keysOpen }) => `${keysOpen} of ${keys} API keys can be used from any address.`,
      blame: ({ keysOpen }) => (keysOpen === 1 ? 'an API key without an IP allowlist' : `${keysOpen} API keys without an IP allowlist`),
    },
    {
      id: 'key_age',
      title: 'No API key older than 90 days',
      unit: 'yes_no',
      source: 'Age of the live API keys, issued here and reported by the platform, since their last rotation; keys that end within 7 days are left out',
      kind: 'setting',
      scale: yesOrNothing(3),
      read: ({ keys, keysOld }) => (keys === 0 ? { missing: 'There is no API key.' } : { value: keysOld === 0 ? 1 : 0 }),
      fix: {
        priority: 'recommended',
        title: 'Rotate the old API keys',
        href: '/dashboard/settings/keys?show=old#keys',
        steps: [
          'Rotate each key that is too old: its successor has the same rights, and the old key works on for a day or a week.',
          'Put the successor into your deployment before the old key ends. A key that ends within a week no longer counts as old.',
          'Keys that the platform reports are rotated at the platform; the new state arrives here by itself.',
        ],
      },
      detail: ({ keys, keysOld }) => `${keysOld} of ${keys} API keys ${keysOld === 1 ? 'is' : 'are'} older than 90 days.`,
      blame: ({ keysOld }) => (keysOld === 1 ? 'an API key older than 90 days' : `${keysOld} API keys older than 90 days`),
    },
    setting({
      id: 'budget_controls',
      title: 'Budget controls',
      source: 'Setting of the developer account',
      points: 2,
      read: (inputs) => inputs.budgetControls,
      fix: {
        priority: 'recommended',
        title: 'Turn on budget controls',
        href: '/dashboard/settings/security#budget-controls',
        steps: ['Open the security settings and switch the budget controls on.', 'Set the monthly limit itself at the marketplace, which enforces it.'],
      },
      detail: 'No limit holds when a loop or a stolen key spends money.',
      blame: 'missing budget controls',
    }),
  ],
}

/** All the points, or none. */
function yesOrNothing(points: number): Metric<DeveloperInputs>['scale'] {
  return { kind: 'bands', bands: [{ when: '>=', limit: 1, points }], otherwise: 0 }
}

/** A metric that is a plain yes or no. */
export function setting(
  metric: Pick<Metric<DeveloperInputs>, 'id' | 'title' | 'source' | 'fix'> & {
    points: number
    read: (inputs: DeveloperInputs) => boolean
    detail: string
    blame: string
  },
): Metric<DeveloperInputs> {
  const { points, read, detail, blame, ...rest } = metric
  return {
    ...rest,
    unit: 'yes_no',
    kind: 'setting',
    scale: yesOrNothing(points),
    read: (inputs) => ({ value: read(inputs) ? 1 : 0 }),
    detail: () => detail,
    blame: () => blame,
  }
}
