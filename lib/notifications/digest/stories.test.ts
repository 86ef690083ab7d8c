import { describe, expect, it } from 'vitest'
import type { StoryFacts } from '@/lib/anomalies/model'
import { HOUR, MINUTE } from '@/lib/time'
import { composeStories, type QuietStory } from './stories'

const startedAt = new Date('2026-03-04T14:00:00Z')
const facts: StoryFacts = {
  cause: null,
  evidence: [],
  suspects: [],
  affected: {
    tools: [{ id: 't', name: 'Geocoder', organizationId: 'o' }],
    developers: 1,
    consumers: 0,
    consumerNames: [],
    calls: 0,
    failedCalls: 0,
    revenueMicros: 0,
  },
  signs: [{ metric: 'error_rate', direction: 'up', toolId: 't', observed: 0.4, usual: 0.01 }],
  platform: null,
  examined: null,
}
const story = (over: Partial<QuietStory> = {}): QuietStory => ({
  storyId: 's',
  severity: 'warning',
  state: 'resolved',
  facts,
  startedAt,
  lastBadAt: new Date(startedAt.getTime() + HOUR),
  endedAt: new Date(startedAt.getTime() + HOUR + 20 * MINUTE),
  ofPlatform: false,
  ...over,
})
const compose = (quiet: QuietStory[], quietTotal = quiet.length, told = 0) =>
  composeStories({ quiet, quietTotal, told }, { zone: 'Europe/Berlin', consoleUrl: 'https://c.example.org' })
const plain = (text: string | null | undefined) => text?.replaceAll('\u00a0', ' ')

describe('composeStories', () => {
  it('is nothing when nothing was out of the ordinary', () => {
    expect(compose([])).toBeNull()
  })

  it.each<[string, Partial<QuietStory>, string]>([
    ['over', {}, 'Warning, 4 Mar 2026, 15:00 Europe/Berlin, over after 1 h 20 min.'],
    ['over, with no moment of its end', { endedAt: null }, 'Warning, 4 Mar 2026, 15:00 Europe/Berlin, over after 1 h.'],
    ['under way', { state: 'ongoing', endedAt: null, severity: 'critical' }, 'Critical, 4 Mar 2026, 15:00 Europe/Berlin, still going on.'],
    ['the new normal', { state: 'expired', severity: 'urgent' }, 'Urgent, 4 Mar 2026, 15:00 Europe/Berlin, it stayed, and is usual now.'],
    [
      'part of a story of the platform',
      { ofPlatform: true },
      'Warning, 4 Mar 2026, 15:00 Europe/Berlin, over after 1 h 20 min. Other developers had the same: not yours to fix, so no mail was sent.',
    ],
  ])('says of one that is %s when it was and how it went', (_name, over, expected) => {
    const [item] = compose([story(over)])?.items ?? []
    expect(plain(item?.detail)).toBe(expected)
    expect(item?.url).toBe('https://c.example.org/dashboard/anomalies/s')
    expect(item?.title).toContain('Geocoder')
  })

  const many = (n: number) => Array.from({ length: n }, (_, i) => story({ storyId: String(i) }))
  it.each<[string, number, number, number, string | null]>([
    ['all are listed', 5, 5, 0, null],
    ['one is not', 5, 6, 0, 'One more is on the page.'],
    ['many are not', 5, 1_205, 0, '1,200 more are on the page.'],
    ['one was told', 1, 1, 1, 'One other was told by mail when it happened.'],
    ['several were told', 1, 1, 2, '2 others were told by mail when they happened.'],
    ['only one, and it was told', 0, 0, 1, 'One story, which was told by mail when it happened.'],
    ['all were told', 0, 0, 3, '3 stories, which were told by mail when they happened.'],
    ['more, and told ones', 5, 7, 1, '2 more are on the page. One other was told by mail when it happened.'],
  ])('says what is not listed: %s', (_name, quiet, total, told, expected) => {
    const section = compose(many(quiet), total, told)
    expect(section?.items).toHaveLength(quiet)
    expect(section?.rest).toBe(expected)
  })
})
