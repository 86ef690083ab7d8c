import { createHash } from 'node:crypto'

// Chance that repeats: every draw follows from the seed and from what it is drawn for, never from
// the order in which things are drawn. So one hour of one tool can be made again alone.

/** A source of numbers in [0, 1). */
export type Random = () => number

/** Mixes integers into 32 well-spread bits (murmur3's finaliser after each part). */
export function mix(...parts: number[]): number {
  let h = 0x9e3779b9
  for (const part of parts) {
    h = Math.imul(h ^ part, 0x85ebca6b)
    h ^= h >>> 13
    h = Math.imul(h, 0xc2b2ae35)
    h ^= h >>> 16
  }
  return h >>> 0
}

/** mulberry32: 4 billion states, more than enough for the few hundred draws of one slot. */
export interface RandomSource {
  /** Starts the sequence that belongs to this seed. */
  seed: (seed: number) => void
  next: Random
}

/** A source that is seeded again and again: the hot loops make millions of sequences and no garbage. */
export function randomSource(): RandomSource {
  // A typed array keeps the 32 bits unboxed; a plain variable would allocate a number a draw.
  const state = new Int32Array(1)
  return {
    seed(seed) {
      state[0] = seed
    },
    next() {
      const x = ((state[0] ?? 0) + 0x6d2b79f5) | 0
      state[0] = x
      let t = Math.imul(x ^ (x >>> 15), 1 | x)
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
      return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
    },
  }
}

/** One number in [0, 1) for these parts. */
export function chance(...parts: number[]): number {
  return mix(...parts) / 4_294_967_296
}

/** Standard normal deviate (Box-Muller). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** How many events happen when `mean` are expected; above 30 the normal approximation is close enough. */
export function poisson(random: Random, mean: number): number {
  if (mean <= 0) return 0
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)))
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = random(); product > limit; product *= random()) count++
  return count
}

/**
 * The i-th term of a sequence that fills [0, 1) evenly (golden ratio): shares come out exact even
 * over few items, where independent draws would scatter.
 */
export function evenly(i: number, offset = 0): number {
  return (i * 0.618_033_988_749_895 + offset) % 1
}

/** One of the items. */
export function pick<T>(items: readonly T[], u: number): T {
  const item = items[Math.floor(u * items.length)]
  if (item === undefined) throw new RangeError('nothing to pick from')
  return item
}

/** The same UUID (version 8) for the same seed and name. */
export function namedId(seed: number, name: string): string {
  const hex = createHash('sha256').update(`pulsegrid demo ${seed} ${name}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')

/** A UUID of version 7 at this moment (ms), the same for the same parts: rows of a time lie together in an index. */
export function momentId(atMs: number, a: number, b: number, c: number): string {
  const time = hex(atMs, 12)
  const x = mix(a, b, c, 1)
  const y = mix(a, b, c, 2)
  const z = mix(a, b, c, 3)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(x & 0xfff, 3)}-${hex(0x8000 | ((x >>> 12) & 0x3fff), 4)}-${hex(y, 8)}${hex(z & 0xffff, 4)}`
}

/** kebab-case of a name, for slugs and addresses. */
export function kebab(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}
