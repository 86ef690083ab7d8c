import { expect, it } from 'vitest'
import { buildEnd } from './build-end'

it.each([
  ['failure', 'failed'],
  ['FAILED', 'failed'],
  ['error', 'failed'],
  ['Timed out', 'failed'],
  ['timed-out', 'failed'],
  ['startup_failure', 'failed'],
  ['broken', 'failed'],
  ['success', 'succeeded'],
  [' Passed ', 'succeeded'],
  ['READY', 'succeeded'],
  ['canceled', 'cancelled'],
  ['cancelled', 'cancelled'],
  ['skipped', 'cancelled'],
  ['queued', null],
  ['IN_PROGRESS', null],
  ['in progress', null],
  ['Promoted', 'promoted'],
])('a build that is reported as %j counts as %j', (status, end) => {
  expect(buildEnd(status)).toBe(end)
})
