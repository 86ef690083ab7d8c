import { describe, expect, it } from 'vitest'
import { badgeOf, badgeSvg, shieldsBadge, unknownBadge } from './badge'
import type { Listing } from './model'

const listing = (facts: Partial<Listing>) => badgeOf({ standing: 'normal', badges: [], uptimeRatio: null, ...facts })

describe('a badge', () => {
  it.each<[string, Partial<Listing>, string, string]>([
    ['says the uptime', { uptimeRatio: 0.9997 }, '99.97\u00a0% uptime', 'good'],
    ['is yellow under 99.5 %', { uptimeRatio: 0.994 }, '99.4\u00a0% uptime', 'warning'],
    ['is red under 95 %', { uptimeRatio: 0.94 }, '94\u00a0% uptime', 'critical'],
    ['says no more than it knows', {}, 'listed', 'neutral'],
    ['says "reliable" before the uptime', { badges: ['reliable'], uptimeRatio: 0.99 }, 'reliable', 'good'],
    ['says trouble before anything good', { badges: ['unreliable', 'reliable'] }, 'unreliable', 'critical'],
    ['says that it needs attention', { badges: ['needs_attention', 'reliable'] }, 'needs attention', 'warning'],
    ['says the same of what comes last', { standing: 'deprioritised', uptimeRatio: 1 }, 'needs attention', 'warning'],
    ['says "inactive" whatever else', { standing: 'inactive', badges: ['unreliable'] }, 'inactive', 'neutral'],
  ])('%s', (_name, facts, message, tone) => {
    expect(listing(facts)).toEqual({ label: 'pulsegrid', message, tone })
  })

  it('is text, never markup, and never longer than a badge', () => {
    const svg = badgeSvg({ label: 'a"b', message: `<script>alert('x')</script>&\u0000${'m'.repeat(200)}`, tone: 'good' })
    expect(svg).not.toMatch(/<script|&(?!#\d+;)/)
    expect(svg).not.toContain('\u0000')
    expect(svg).toContain('&#60;script&#62;')
    expect(svg.match(/<title>/g)).toHaveLength(1)
    expect(Number(/width="(\d+)"/.exec(svg)?.[1])).toBeLessThan(500)
  })

  it('gives shields.io the keys that it takes and no others', () => {
    expect(shieldsBadge(unknownBadge, 300)).toEqual({
      schemaVersion: 1,
      label: 'pulsegrid',
      message: 'unknown',
      color: '565e69',
      labelColor: '3b424c',
      cacheSeconds: 300,
    })
  })
})
