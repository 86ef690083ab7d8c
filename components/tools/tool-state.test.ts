import { describe, expect, it } from 'vitest'
import { toolState } from './tool-state'

const calls = (fairErrorRatio: number | null, invocations = 1000) => ({ invocations, fairErrorRatio })

describe('the state of a tool', () => {
  it.each([
    ['no calls', null, null, 'No calls'],
    ['zero calls', calls(0, 0), null, 'No calls'],
    ['no outcome stated', calls(null), null, 'Healthy'],
    ['just under 1 %', calls(0.0099), null, 'Healthy'],
    ['1 %', calls(0.01), null, 'Some errors'],
    ['5 %', calls(0.05), null, 'Some errors'],
    ['over 5 %', calls(0.051), null, 'Many errors'],
    ['10 %', calls(0.1), null, 'Many errors'],
    ['over 10 %', calls(0.101), null, 'Failing'],
    ['down beats everything', calls(0), 'down', 'Endpoint down'],
    ['down without calls', null, 'down', 'Endpoint down'],
    ['degraded', calls(0), 'degraded', 'Endpoint slow'],
    ['failing beats degraded', calls(0.2), 'degraded', 'Failing'],
  ] as const)('%s', (_name, totals, probe, label) => {
    expect(toolState(totals, probe).label).toBe(label)
  })
})
