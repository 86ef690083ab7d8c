import { expect, it } from 'vitest'
import { anomaliesSentence } from './sentence'

const story = (severity: 'warning' | 'critical' | 'urgent') => ({ severity, title: 'Errors on Route planner since version 2.4.0' })

it.each<[string, ReturnType<typeof story> | null, number, string, number?, boolean?]>([
  ['nothing', null, 0, 'Nothing is out of the ordinary'],
  ['nothing, of nobody', null, 0, 'No tool can be judged yet: what is usual is still being learned', 0],
  ['nothing, of nobody, for a while', null, 0, 'No tool can be judged yet: what is usual is still being learned', 0, true],
  ['nothing, as far as is known', null, 0, 'Nothing was out of the ordinary when tools were last judged', 4, true],
  ['a warning', story('warning'), 1, 'One warning is going on: errors on Route planner since version 2.4.0'],
  ['a critical one', story('critical'), 1, 'One critical story is going on: errors on Route planner since version 2.4.0'],
  ['several', story('urgent'), 3, 'Three stories are going on, the worst urgent: errors on Route planner since version 2.4.0'],
  ['several warnings', story('warning'), 12, '12 stories are going on, the worst a warning: errors on Route planner since version 2.4.0'],
])('%s', (_name, worst, count, sentence, judged = 4, behind = false) => {
  expect(anomaliesSentence(worst, count, judged, behind)).toBe(sentence)
})
