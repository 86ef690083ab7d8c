// Regular expressions that a user wrote, matched in time that grows with text times pattern and no faster:
// all ways through the pattern are followed at once (K. Thompson, "Regular Expression Search Algorithm",
// CACM 11(6), 1968), nothing is tried twice. What RE2 knows and alert labels need: no look-around, no
// back-references, always the whole value.

export type CompiledRegex = (text: string) => boolean

type Test = (char: string) => boolean
type Node =
  | { type: 'test'; test: Test }
  | { type: 'all'; nodes: Node[] }
  | { type: 'any'; nodes: Node[] }
  | { type: 'repeat'; node: Node; min: number; max: number }
  | { type: 'start' }
  | { type: 'end' }

/** A step of the program: consume a character, or go on at one of several places. */
type Step = { test: Test } | { goto: number[] } | { at: 'start' | 'end' } | { match: true }

const MAX_REPEAT = 200
const MAX_STEPS = 10_000

/**
 * Compiles a pattern that must match a whole value.
 * @throws SyntaxError in plain words when it cannot be used
 */
export function compileRegex(pattern: string): CompiledRegex {
  const parser = new Parser(Array.from(pattern))
  const program: Step[] = []
  emit(parser.whole(), program)
  program.push({ match: true })
  return (text) => run(program, Array.from(text))
}

class Parser {
  private at = 0
  private depth = 0
  private readonly chars: string[]
  private ignoreCase = false

  constructor(chars: string[]) {
    this.chars = chars
  }

  whole(): Node {
    if (this.take('(?i)')) this.ignoreCase = true
    const node = this.alternatives()
    if (this.at < this.chars.length) throw new SyntaxError('A closing parenthesis has no opening one.')
    return node
  }

  private alternatives(): Node {
    const nodes = [this.sequence()]
    while (this.take('|')) nodes.push(this.sequence())
    return nodes.length === 1 && nodes[0] ? nodes[0] : { type: 'any', nodes }
  }

  private sequence(): Node {
    const nodes: Node[] = []
    while (this.at < this.chars.length && this.chars[this.at] !== '|' && this.chars[this.at] !== ')') nodes.push(this.repeated())
    return { type: 'all', nodes }
  }

  private repeated(): Node {
    let node = this.atom()
    for (;;) {
      const times = this.quantifier()
      if (!times) return node
      if (times.min > times.max) throw new SyntaxError('A repetition has its bounds the wrong way round.')
      // Whether it prefers more or less makes no difference to whether the whole matches.
      this.take('?')
      node = { type: 'repeat', node, ...times }
    }
  }

  private quantifier(): { min: number; max: number } | null {
    if (this.take('*')) return { min: 0, max: Number.POSITIVE_INFINITY }
    if (this.take('+')) return { min: 1, max: Number.POSITIVE_INFINITY }
    if (this.take('?')) return { min: 0, max: 1 }
    const counted = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(this.chars.slice(this.at, this.at + 12).join(''))
    if (!counted) return null
    this.at += counted[0].length
    const min = Number(counted[1])
    const max = counted[2] === undefined ? min : counted[3] ? Number(counted[3]) : Number.POSITIVE_INFINITY
    if (min > MAX_REPEAT || (Number.isFinite(max) && max > MAX_REPEAT)) throw new SyntaxError(`A repetition may be at most ${MAX_REPEAT} times.`)
    return { min, max }
  }

  private atom(): Node {
    const char = this.next()
    if (char === '(') return this.group()
    if (char === '[') return this.test(this.charClass())
    if (char === '.') return this.test((c) => c !== '\n')
    if (char === '^') return { type: 'start' }
    if (char === '$') return { type: 'end' }
    if (char === '*' || char === '+' || char === '?') throw new SyntaxError(`There is nothing before ${char} to repeat.`)
    if (char === '\\') return this.test(this.escaped())
    return this.test((c) => c === char)
  }

  private group(): Node {
    if (this.take('?') && !this.take(':')) throw new SyntaxError('Groups that look ahead or behind, or have names, are not supported.')
    this.depth++
    if (this.depth > 50) throw new SyntaxError('Groups are nested too deeply.')
    const node = this.alternatives()
    this.depth--
    if (!this.take(')')) throw new SyntaxError('A parenthesis is not closed.')
    return node
  }

  private charClass(): Test {
    const negated = this.take('^')
    const tests: Test[] = []
    for (let first = true; ; first = false) {
      const char = this.next('A class of characters is not closed.')
      if (char === ']' && !first) break
      const test = char === '\\' ? this.escaped() : null
      const from = test === null ? char : null
      if (from !== null && this.chars[this.at] === '-' && this.chars[this.at + 1] !== ']' && this.at + 1 < this.chars.length) {
        this.at++
        const to = this.next()
        if (to === '\\' || to < from) throw new SyntaxError('A range of characters runs backwards.')
        tests.push((c) => c >= from && c <= to)
      } else tests.push(test ?? ((c) => c === from))
    }
    return (c) => tests.some((test) => test(c)) !== negated
  }

  private escaped(): Test {
    const char = this.next('The pattern ends with a backslash.')
    const known = escapes[char]
    if (known) return known
    if (/[A-Za-z0-9]/.test(char)) throw new SyntaxError(`\\${char} is not supported.`)
    return (c) => c === char
  }

  private test(test: Test): Node {
    return { type: 'test', test: this.ignoreCase ? (c) => test(c) || test(c.toLowerCase()) || test(c.toUpperCase()) : test }
  }

  private next(otherwise = 'The pattern ends too early.'): string {
    const char = this.chars[this.at++]
    if (char === undefined) throw new SyntaxError(otherwise)
    return char
  }

  private take(text: string): boolean {
    const found = this.chars.slice(this.at, this.at + text.length).join('') === text
    if (found) this.at += text.length
    return found
  }
}

const escapes: Record<string, Test> = {
  d: (c) => /[0-9]/.test(c),
  D: (c) => !/[0-9]/.test(c),
  w: (c) => /[A-Za-z0-9_]/.test(c),
  W: (c) => !/[A-Za-z0-9_]/.test(c),
  s: (c) => /[\t\n\f\r ]/.test(c),
  S: (c) => !/[\t\n\f\r ]/.test(c),
  n: (c) => c === '\n',
  t: (c) => c === '\t',
}

function emit(node: Node, program: Step[]): void {
  if (program.length > MAX_STEPS) throw new SyntaxError('The pattern is too large.')
  if (node.type === 'test') program.push({ test: node.test })
  else if (node.type === 'start' || node.type === 'end') program.push({ at: node.type })
  else if (node.type === 'all') for (const part of node.nodes) emit(part, program)
  else if (node.type === 'any') emitAny(node.nodes, program)
  else if (node.type === 'repeat') emitRepeat(node.node, node.min, node.max, program)
}

function emitAny(nodes: Node[], program: Step[]): void {
  const split = { goto: [] as number[] }
  program.push(split)
  const ends: { goto: number[] }[] = []
  for (const part of nodes) {
    split.goto.push(program.length)
    emit(part, program)
    const end = { goto: [] as number[] }
    ends.push(end)
    program.push(end)
  }
  for (const end of ends) end.goto.push(program.length)
}

function emitRepeat(node: Node, min: number, max: number, program: Step[]): void {
  for (let i = 0; i < min; i++) emit(node, program)
  if (max === Number.POSITIVE_INFINITY) {
    const split = { goto: [program.length + 1] }
    const back = program.length
    program.push(split)
    emit(node, program)
    program.push({ goto: [back] })
    split.goto.push(program.length)
    return
  }
  const splits: { goto: number[] }[] = []
  for (let i = min; i < max; i++) {
    const split = { goto: [program.length + 1] }
    splits.push(split)
    program.push(split)
    emit(node, program)
  }
  for (const split of splits) split.goto.push(program.length)
}

function run(program: readonly Step[], chars: readonly string[]): boolean {
  let places = follow(program, [0], 0, chars.length)
  for (const [i, char] of chars.entries()) {
    const next: number[] = []
    for (const place of places) {
      const step = program[place]
      if (step && 'test' in step && step.test(char)) next.push(place + 1)
    }
    if (next.length === 0) return false
    places = follow(program, next, i + 1, chars.length)
  }
  return places.has(program.length - 1)
}

/** Every place that is reached without consuming a character. */
function follow(program: readonly Step[], from: readonly number[], position: number, length: number): Set<number> {
  const reached = new Set<number>()
  const waiting = [...from]
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    if (reached.has(place)) continue
    reached.add(place)
    const step = program[place]
    if (step && 'goto' in step) waiting.push(...step.goto)
    else if (step && 'at' in step && position === (step.at === 'start' ? 0 : length)) waiting.push(place + 1)
  }
  return reached
}
