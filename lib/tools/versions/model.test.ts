import { expect, it } from 'vitest'
import { changelogIsOurs } from './model'

const [early, late] = [new Date('2026-03-01T00:00:00Z'), new Date('2026-03-02T00:00:00Z')]

it.each([
  ['reported without one', { changelog: '', changelogWrittenAt: null, reportedAt: early }, true],
  ['reported with blanks', { changelog: '  \n', changelogWrittenAt: null, reportedAt: early }, true],
  ['reported with one', { changelog: 'Faster', changelogWrittenAt: null, reportedAt: early }, false],
  ['with one, reported never', { changelog: 'Faster', changelogWrittenAt: null, reportedAt: null }, false],
  ['written here', { changelog: 'Faster', changelogWrittenAt: late, reportedAt: early }, true],
  ['written here this moment', { changelog: 'Faster', changelogWrittenAt: late, reportedAt: late }, true],
  ['written here, reported anew since', { changelog: 'Faster', changelogWrittenAt: early, reportedAt: late }, false],
])('a version %s', (_name, version, ours) => expect(changelogIsOurs(version)).toBe(ours))
