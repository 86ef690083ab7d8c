import { expect, it } from 'vitest'
import { suggestCategory } from './suggest'

const categories = ['maps', 'messaging', 'payments', 'text', 'weather']

it.each([
  ['paymnets', 'payments'],
  ['wether', 'weather'],
  ['mapz', 'maps'],
  ['pay', 'payments'],
  ['a mesaging to the moon', 'messaging'],
  ['Weather!', 'weather'],
  ['xyzzy', null],
  ['me', null],
  ['', null],
  ['taxi', null],
])('for “%s” suggests %s', (text, category) => {
  expect(suggestCategory(text, categories)).toBe(category)
})
