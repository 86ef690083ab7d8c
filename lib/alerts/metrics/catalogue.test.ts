import { describe, expect, it } from 'vitest'
import { dimensionKeys } from '@/lib/dimensions'
import { catalogue, findMetric, findSeriesMetric } from './catalogue'
import { templates } from './templates'

describe('the catalogue', () => {
  it('names each metric once', () => {
    expect(new Set(catalogue.map(({ key }) => key)).size).toBe(catalogue.length)
  })

  it.each(catalogue.map((metric) => [metric.key, metric] as const))('%s is told whole', (_, metric) => {
    expect(metric.description).toMatch(/^[A-Z].*\.$/)
    expect(metric.aggregations.length).toBeGreaterThan(0)
    expect(metric.scopes.length).toBeGreaterThan(0)
    if (metric.source === 'system') expect(dimensionKeys).toEqual(expect.arrayContaining([...metric.dimensions]))
    expect(findMetric(metric.key)).toBe(metric)
    expect(findSeriesMetric(metric.key) !== null).toBe(metric.source === 'system')
  })

  it.each([
    ['custom:checkout.duration', 'checkout.duration'],
    ['custom:', null],
    ['custom:1x', null],
    ['custom:a b', null],
    ['nothing', null],
  ])('%s is read from %s', (key, series) => {
    expect(findSeriesMetric(key)?.series ?? null).toBe(series)
    expect(findMetric(key)?.key ?? null).toBe(series === null ? null : key)
  })
})

it.each(templates.map((template) => [template.key, template] as const))('the template %s is a rule that the catalogue allows', (_, template) => {
  const metric = findMetric(template.metric)
  expect(metric?.aggregations).toContain(template.aggregation)
  expect(metric?.scopes).toEqual(expect.arrayContaining([...template.scopes]))
  expect(metric?.dimensions).toEqual(expect.arrayContaining([...template.groupBy]))
  expect(template.windowMinutes % (metric?.resolutionMinutes ?? 1)).toBe(0)
})
