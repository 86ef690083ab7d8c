import { expect, it } from 'vitest'
import { wholeOf } from './whole'

it.each([
  ['a page as it is', {}, { drawn: false, href: '?all=1' }],
  ['a page with parameters keeps them', { span: '30', q: 'a b' }, { drawn: false, href: '?span=30&q=a+b&all=1' }],
  ['one that is whole already', { all: '1', span: '1' }, { drawn: true, href: '?all=1&span=1' }],
  ['parameters that are none', { all: 'yes', tag: ['a', 'b'], gone: undefined }, { drawn: false, href: '?all=1' }],
])('%s', (_, params, whole) => expect(wholeOf(params)).toEqual(whole))
