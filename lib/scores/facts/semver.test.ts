import { describe, expect, it } from 'vitest'
import { isSemver } from './semver'

describe('semantic versions', () => {
  it.each(['0.0.0', '1.2.3', '10.20.30', '1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-0a.x-y', '1.0.0-rc.1+build.007', '1.0.0+20260301', '2.0.0---'])(
    '%s',
    (version) => {
      expect(isSemver(version)).toBe(true)
    },
  )
  it.each([
    '',
    '1',
    '1.2',
    '1.2.3.4',
    'v1.2.3',
    '01.2.3',
    '1.02.3',
    '1.2.3-',
    '1.2.3-01',
    '1.2.3-a..b',
    '1.2.3+',
    '1.2.3+a+b',
    ' 1.2.3',
    '1.2.x',
    'latest',
    `1.0.0-${'a'.repeat(260)}`,
  ])('not %s', (version) => {
    expect(isSemver(version)).toBe(false)
  })
})
