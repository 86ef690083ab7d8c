import { expect, it } from 'vitest'
import { type Dependency, type Foldable, parentsOf } from './inhibit'
import type { Labels } from './model'

const alert = (id: string, labels: Labels, organizationId: string | null = 'org', minute = 0): Foldable => ({
  id,
  organizationId,
  labels,
  firedAt: new Date(Date.UTC(2026, 2, 1, 12, minute)),
})
const needs = (child: string, parent: string, organizationId: string | null = 'org'): Dependency => {
  const [childLabel = '', childValue = ''] = child.split('=')
  const [parentLabel = '', parentValue = ''] = parent.split('=')
  return { organizationId, childLabel, childValue, parentLabel, parentValue }
}
const tool = alert('tool', { tool: 't1' })
const provider = alert('provider', { provider: 'acme' })

it.each<[string, Foldable[], Dependency[], Record<string, string>]>([
  ['a child folds under its parent', [tool, provider], [needs('tool=t1', 'provider=acme')], { tool: 'provider' }],
  ['without a parent that is open it stands alone', [tool], [needs('tool=t1', 'provider=acme')], {}],
  ['another value is another thing', [tool, alert('p', { provider: 'other' })], [needs('tool=t1', 'provider=acme')], {}],
  ['a provider of the platform is everybody’s', [tool, alert('p', { provider: 'acme' }, null)], [needs('tool=t1', 'provider=acme')], { tool: 'p' }],
  ['another organization’s alert is no parent', [tool, alert('p', { provider: 'acme' }, 'stranger')], [needs('tool=t1', 'provider=acme')], {}],
  ['another organization’s dependency does not hold', [tool, provider], [needs('tool=t1', 'provider=acme', 'stranger')], {}],
  [
    'a chain folds under its root',
    [tool, alert('s', { service: 'gateway' }), provider],
    [needs('tool=t1', 'service=gateway'), needs('service=gateway', 'provider=acme')],
    { tool: 'provider', s: 'provider' },
  ],
  ['a circle folds nothing', [alert('a', { tool: 'a' }), alert('b', { tool: 'b' })], [needs('tool=a', 'tool=b'), needs('tool=b', 'tool=a')], {}],
  ['nothing folds under itself', [alert('a', { tool: 'a', provider: 'acme' })], [needs('tool=a', 'provider=acme')], {}],
  [
    'of two parents the one that began first',
    [tool, alert('late', { provider: 'acme' }, 'org', 5), alert('early', { provider: 'acme' }, 'org', 1)],
    [needs('tool=t1', 'provider=acme')],
    { tool: 'early' },
  ],
])('%s', (_, alerts, dependencies, expected) => {
  expect(Object.fromEntries(parentsOf(alerts, dependencies))).toEqual(expected)
})
