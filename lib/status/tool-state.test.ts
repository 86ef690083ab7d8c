import { expect, it } from 'vitest'
import { type ToolFacts, toolState } from './tool-state'

const incident = { number: 12, title: 'Requests fail' }
const cases: [name: string, facts: Partial<ToolFacts>, state: string, reason: string | null][] = [
  ['nothing is known', {}, 'operational', null],
  ['calls work', { rated: 100 }, 'operational', 'no call failed in the last hour'],
  ['at 5 % it still works', { rated: 100, failed: 5 }, 'operational', '5.0 % of calls failed in the last hour'],
  ['above 5 % it is degraded', { rated: 1000, failed: 51 }, 'degraded_performance', '5 % of calls failed in the last hour'],
  ['at 10 % it is degraded', { rated: 100, failed: 10 }, 'degraded_performance', '10 % of calls failed in the last hour'],
  ['above 10 % it is partly down', { rated: 100, failed: 11 }, 'partial_outage', '11 % of calls failed in the last hour'],
  ['above half it is down', { rated: 100, failed: 51 }, 'major_outage', '51 % of calls failed in the last hour'],
  ['29 calls say nothing', { rated: 29, failed: 29 }, 'operational', null],
  ['30 do', { rated: 30, failed: 30 }, 'major_outage', '100 % of calls failed in the last hour'],
  ['its endpoint is down', { probe: 'down' }, 'partial_outage', 'its health endpoint does not answer'],
  ['its endpoint is slow', { probe: 'degraded' }, 'degraded_performance', 'its health endpoint answers slowly'],
  ['its endpoint answers', { probe: 'up' }, 'operational', 'its health endpoint answers'],
  ['an incident covers it', { incident, rated: 100 }, 'degraded_performance', 'an open incident covers it'],
  ['calls are worse than the incident', { incident, rated: 100, failed: 60 }, 'major_outage', '60 % of calls failed in the last hour'],
  ['the endpoint is worse than the incident', { incident, probe: 'down' }, 'partial_outage', 'its health endpoint does not answer'],
]
it.each(cases)('%s', (_name, facts, state, reason) =>
  expect(toolState({ rated: 0, failed: 0, probe: null, incident: null, ...facts })).toEqual({ state, reason }),
)
