import type { Labels, Matcher } from './model'
import { type CompiledRegex, compileRegex } from './safe-regex'

/** A matcher list that is ready to be asked many times. */
export type LabelTest = (labels: Labels) => boolean

/**
 * Whether labels match all of a list of matchers, as Alertmanager has it: a label that is not there counts as
 * empty, expressions match the whole value. An empty list matches nothing: a silence for everything must say so.
 * @throws SyntaxError when an expression cannot be used
 */
export function compileMatchers(matchers: readonly Matcher[]): LabelTest {
  const tests = matchers.map(({ name, op, value }) => {
    const holds = op === '=' || op === '!=' ? (text: string) => text === value : compileRegex(value)
    const wanted = op === '=' || op === '=~'
    return { name, holds, wanted } satisfies { name: string; holds: CompiledRegex; wanted: boolean }
  })
  return (labels) => tests.length > 0 && tests.every(({ name, holds, wanted }) => holds(labels[name] ?? '') === wanted)
}

/** What is wrong with a matcher list, in words; null when it can be used. */
export function matchersProblem(matchers: readonly Matcher[]): string | null {
  if (matchers.length === 0) return 'At least one matcher is needed; rule =~ .* matches everything.'
  for (const { name, op, value } of matchers) {
    if (op !== '=~' && op !== '!~') continue
    try {
      compileRegex(value)
    } catch (error) {
      return `${name} ${op} ${value}: ${error instanceof Error ? error.message : 'not a regular expression.'}`
    }
  }
  return null
}
