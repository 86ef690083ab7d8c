import { describe, expect, it } from 'vitest'
import { bestInputs, bestTool } from '@/tests/support/score-inputs'
import { developerScorecard as card } from './developer/card'
import type { DeveloperInputs } from './developer/inputs'
import { evaluate } from './evaluate'
import { explainChange } from './explain'

const change = (before: DeveloperInputs, after: DeveloperInputs) =>
  explainChange(evaluate(card, before), evaluate(card, after)).map(({ id, points }) => [id, points])

describe('why did the total change', () => {
  const good = bestTool()
  const slow = bestTool({ id: 'tool-b', latencySumMs: 3_000_000 })

  it.each<[string, DeveloperInputs, DeveloperInputs, (string | number)[][]]>([
    ['nothing moved', bestInputs(), bestInputs({ consumers: 151 }), []],
    ['a fix', bestInputs({ twoFactor: false }), bestInputs(), [['two_factor', 4]]],
    [
      'a loss and a gain',
      bestInputs({ stripeConnect: false }),
      bestInputs({ keysOld: 1 }),
      [
        ['stripe_connect', 5],
        ['key_age', -3],
      ],
    ],
    ['a tool that was added', bestInputs({ tools: [good] }), bestInputs({ tools: [good, slow] }), [['latency', -1.7]]],
    ['a tool that was archived', bestInputs({ tools: [good, slow] }), bestInputs({ tools: [good] }), [['latency', 1.7]]],
    [
      'a cap that went takes what it held',
      bestInputs({ twoFactor: false, tools: [bestTool({ fairErrors: 4_000 })] }),
      bestInputs(),
      [
        ['error_rate', 57],
        ['two_factor', 4],
      ],
    ],
    [
      'a metric that began to apply',
      bestInputs({ deliveries: 0, delivered: 0, auditRetention: false }),
      bestInputs({ auditRetention: false }),
      [['webhook_delivery', 2]],
    ],
  ])('%s', (_, before, after, parts) => {
    expect(change(before, after)).toEqual(parts)
  })
})
