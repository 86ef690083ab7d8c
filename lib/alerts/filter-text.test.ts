import { expect, it } from 'vitest'
import { filterText, readFilter } from './filter-text'

it.each([
  ['', {}],
  ['status=failed', { status: 'failed' }],
  [' status = failed , type=a=b,', { status: 'failed', type: 'a=b' }],
])('the filter %j', (text, filter) => {
  expect(readFilter(text, 'badFilter')).toEqual(filter)
  expect(readFilter(filterText(filter), 'badFilter')).toEqual(filter)
})

it.each(['status', '=failed', 'status='])('%j is no filter', (text) => {
  expect(() => readFilter(text, 'badFilter')).toThrow(/is no filter/)
})
