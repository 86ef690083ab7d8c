import fs from 'node:fs'
import { expect, it } from 'vitest'
import { dimensionKeys } from '@/lib/dimensions'
import { ownMetrics } from '@/lib/metrics/series/own-metrics'
import { dimensionAttributes } from '@/lib/otlp/points'
import { spanAttributes } from '@/lib/otlp/span-row'

const lines = fs.readFileSync('docs/metrics.md', 'utf8').split('\n')
const quoted = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ')

it.each(Object.entries(ownMetrics))('docs/metrics.md says what %s is', (name, { kind, labels, help }) => {
  expect(lines).toContain(`| \`${name}\` | ${kind} | ${labels} | ${help} |`)
})

it.each(dimensionKeys)('docs/metrics.md says which attributes become %s', (key) => {
  expect(lines).toContain(`| \`${key}\` | ${quoted(dimensionAttributes[key])} |`)
})

it.each(Object.entries(spanAttributes))('docs/metrics.md says which attributes of a span say its %s', (part, names) => {
  expect(lines).toContain(`| ${part} | ${quoted(names)} |`)
})
