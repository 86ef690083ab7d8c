import { readFilter } from '@/lib/alerts/filter-text'
import type { SloInput } from './slo-input'
import { sloInputSchema } from './slo-input'
import { type SystemInput, systemInputSchema } from './system-input'

// What the editors send, as text, and what it says.

/**
 * An SLO as its form says it: the target in percent, filters as "status=failed, type=nightly".
 * @throws ZodError for what is missing or no number; AppError invalid for a filter that cannot be read
 */
export function readSloFields(fields: Record<string, unknown>): SloInput {
  const text = (name: string) => (typeof fields[name] === 'string' ? fields[name].trim() : '')
  const number = (name: string) => (text(name) === '' ? undefined : Number(text(name)))
  const percent = number('objective')
  return sloInputSchema.parse({
    systemKey: text('systemKey'),
    name: text('name'),
    description: text('description'),
    // 99.9 / 100 is 0.9990000000000001 in floating point.
    objective: percent === undefined ? undefined : Number((percent / 100).toPrecision(12)),
    windowDays: number('windowDays'),
    ratio: {
      bad: { metric: text('badMetric'), filter: readFilter(text('badFilter'), 'badFilter') },
      total: { metric: text('totalMetric'), filter: readFilter(text('totalFilter'), 'totalFilter') },
    },
    minEvents: number('minEvents'),
    position: number('position'),
    enabled: text('enabled') === 'on',
    alerts: text('alerts') === 'on',
    minBad: number('minBad') ?? null,
  })
}

/** A system as its form says it; routes one a line. @throws ZodError */
export function readSystemFields(fields: Record<string, unknown>): SystemInput {
  const text = (name: string) => (typeof fields[name] === 'string' ? fields[name].trim() : '')
  return systemInputSchema.parse({
    name: text('name'),
    description: text('description'),
    groupName: text('groupName'),
    position: text('position') === '' ? undefined : Number(text('position')),
    routes: text('routes')
      .split(/[\n,]/)
      .map((route) => route.trim())
      .filter((route) => route !== ''),
    provider: text('provider') || null,
    logService: text('logService') || null,
    public: text('public') === 'on',
  })
}
