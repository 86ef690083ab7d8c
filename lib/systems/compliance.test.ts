import { expect, it } from 'vitest'
import { compliance } from './compliance'

it.each([
  ['a burning one still holds', ['met', 'burning', 'breached', 'met'], { held: 3, judged: 4, ratio: 0.75 }],
  ['what cannot be judged does not count', ['met', 'low_volume', 'no_data'], { held: 1, judged: 1, ratio: 1 }],
  ['nothing can be judged', ['no_data'], { held: 0, judged: 0, ratio: null }],
  ['there is none', [], { held: 0, judged: 0, ratio: null }],
] as const)('%s', (_, states, expected) => {
  expect(compliance(states)).toEqual(expected)
})
