import { formatCount } from '@/lib/format'

/** How an owner's rules stand, in one sentence. */
export function rulesSentence({ all, on, firing, failing }: { all: number; on: number; firing: number; failing: number }): string {
  if (all === 0) return 'No rule watches anything yet'
  const rules = all === 1 ? 'One rule' : `${formatCount(all)} rules`
  const off = all - on
  const parts = [
    firing === 0 ? 'nothing fires' : firing === 1 ? 'one has something open' : `${formatCount(firing)} have something open`,
    ...(failing === 0 ? [] : [failing === 1 ? 'one cannot be judged' : `${formatCount(failing)} cannot be judged`]),
    ...(off === 0 ? [] : [off === all ? 'all are off' : off === 1 ? 'one is off' : `${formatCount(off)} are off`]),
  ]
  return `${rules}: ${parts.join(', ')}`
}
