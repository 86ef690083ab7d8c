import { describe, expect, it } from 'vitest'
import { draftFromTimeline, lackingInPostmortem, type PostmortemText } from './postmortem'

const whole: PostmortemText = {
  whatHappened: 'x',
  impact: '',
  usersAffected: 0,
  minutes: 0,
  revenueMicros: 0,
  whys: ['a', 'b', 'c'],
  rootCause: 'r',
  lessons: 'l',
}
const startedAt = new Date('2026-03-10T12:00:00Z')
const at = (minutes: number) => new Date(startedAt.getTime() + minutes * 60_000)

describe('lackingInPostmortem', () => {
  it.each<[string, Partial<PostmortemText>, string[]]>([
    ['nothing', {}, []],
    ['five whys', { whys: ['a', 'b', 'c', 'd', 'e'] }, []],
    ['blank words', { whatHappened: ' \n' }, ['Say what happened.']],
    ['one figure', { revenueMicros: null }, ['Give the impact: what revenue it cost (0 is an answer).']],
    [
      'all figures',
      { usersAffected: null, minutes: null, revenueMicros: null },
      ['Give the impact: how many users were affected, for how many minutes, what revenue it cost (0 is an answer).'],
    ],
    ['a why, the others empty', { whys: ['a', '', ' '] }, ['Ask why at least 3 times; 1 is answered.']],
    ['no whys', { whys: [] }, ['Ask why at least 3 times; 0 are answered.']],
    ['cause and lessons', { rootCause: '', lessons: '' }, ['Name the root cause.', 'Say what was learned.']],
  ])('%s', (_, change, lacking) => expect(lackingInPostmortem({ ...whole, ...change })).toEqual(lacking))
})

describe('draftFromTimeline', () => {
  const incident = {
    number: 12,
    title: 'The gateway\nfails',
    severity: 2 as const,
    startedAt,
    createdAt: at(5),
    acknowledgedAt: null,
    mitigatedAt: at(40),
    resolvedAt: null,
  }
  const entry = (
    seq: number,
    minutes: number,
    type: Parameters<typeof draftFromTimeline>[0]['entries'][number]['type'],
    body = '',
    facts = {},
    correctsSeq: number | null = null,
  ) => ({ seq, at: at(minutes), type, body, facts, correctsSeq })
  const draft = (entries: ReturnType<typeof entry>[]) =>
    draftFromTimeline({ incident, entries, impact: { consumers: 1, failedCalls: 3, revenueMicros: 900 }, now: at(60) }, (key) => key.toUpperCase())

  it('is a dated list in the order of what happened, with corrections in place and without what a reader can do without', () => {
    const text = draft([
      entry(1, 5, 'opened', 'We look into it.', { severity: 2 }),
      entry(2, 6, 'reminder'),
      entry(3, 8, 'update', 'It is the\ncache.'),
      entry(4, 2, 'deploy', '', { to: 'v2' }),
      entry(5, 9, 'correction', 'It is the database.', {}, 3),
      entry(6, 10, 'systems', '', { systems: [{ key: 'api', impact: 'major_outage' }] }),
      entry(7, 11, 'commander', '', { userId: 'u' }),
      entry(8, 40, 'status', '', { status: 'monitoring' }),
    ])
    expect(text.whatHappened).toBe(
      [
        'INC-12, SEV2: The gateway fails',
        '',
        '- **2026-03-10 12:00 UTC** It began.',
        '- **2026-03-10 12:02 UTC** Deployed: v2.',
        '- **2026-03-10 12:05 UTC** Opened as SEV2. We look into it.',
        '- **2026-03-10 12:08 UTC** It is the database.',
        '- **2026-03-10 12:10 UTC** API: major outage.',
        '- **2026-03-10 12:11 UTC** Somebody is in command.',
        '- **2026-03-10 12:40 UTC** Status: monitoring.',
      ].join('\n'),
    )
    expect(text).toMatchObject({
      impact: '3 calls failed, of 1 consumer.',
      usersAffected: 1,
      minutes: 40,
      revenueMicros: 900,
      whys: [],
      rootCause: '',
      lessons: '',
    })
  })

  it('leaves figures open that nobody computed', () => {
    expect(draftFromTimeline({ incident, entries: [], impact: null, now: at(60) }, (key) => key)).toMatchObject({
      impact: '',
      usersAffected: null,
      revenueMicros: null,
      minutes: 40,
    })
  })
})
