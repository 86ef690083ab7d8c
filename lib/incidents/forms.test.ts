import { describe, expect, it } from 'vitest'
import { AppError } from '@/lib/errors'
import { readDetails, readFollowup, readIncident, readPostmortem, readUpdate, writeAffected } from './forms'

const TOOL = '0197f1a2-3b4c-7d5e-8f90-a1b2c3d4e5f6'

function form(fields: Record<string, string | string[] | undefined>): FormData {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) for (const one of [value ?? []].flat()) data.append(name, one)
  return data
}

describe('a new incident', () => {
  const least = { title: ' Search fails ', severity: '2', coverage: 'none' }

  it('needs a title and a severity', () => {
    expect(readIncident(form(least))).toMatchObject({
      title: 'Search fails',
      severity: 2,
      coverage: 'none',
      systems: [],
      startedAt: null,
      public: false,
      commanderId: null,
    })
    expect(() => readIncident(form({ ...least, title: ' ' }))).toThrow()
    expect(() => readIncident(form({ title: 'x', coverage: 'none' }))).toThrow()
  })

  it('has the systems that are hit', () => {
    expect(readIncident(form({ ...least, 'impact:api': 'degraded', 'impact:builds': '' })).systems).toEqual([{ key: 'api', impact: 'degraded' }])
  })

  it.each([
    {
      name: 'some',
      sent: { coverage: 'some', routes: '/a\n\n /b ', tool: [TOOL], provider: 'openai' },
      is: { coverage: 'some', routes: ['/a', '/b'], tools: [TOOL], provider: null },
    },
    {
      name: 'a provider',
      sent: { coverage: 'provider', routes: '/a', tool: [TOOL], provider: ' openai ' },
      is: { coverage: 'provider', routes: [], tools: [], provider: 'openai' },
    },
    {
      name: 'everything',
      sent: { coverage: 'everything', routes: '/a', provider: 'openai' },
      is: { coverage: 'everything', routes: [], tools: [], provider: null },
    },
  ])('covers $name, without what belongs to another choice', ({ sent, is }) => expect(readIncident(form({ ...least, ...sent }))).toMatchObject(is))

  it('began at a moment of UTC', () => {
    expect(readIncident(form({ ...least, startedAt: '2026-03-02T10:15' })).startedAt).toEqual(new Date('2026-03-02T10:15:00Z'))
    expect(() => readIncident(form({ ...least, startedAt: 'yesterday' }))).toThrow(AppError)
  })
})

describe('an update', () => {
  const shown = writeAffected([
    { key: 'builds', impact: 'degraded' },
    { key: 'api', impact: 'major_outage' },
  ])
  const sent = { body: 'We know.', version: '3', affected: shown }

  it.each([
    { name: 'the same systems, in another order', fields: { 'impact:api': 'major_outage', 'impact:builds': 'degraded' }, is: null },
    {
      name: 'another impact',
      fields: { 'impact:api': 'degraded', 'impact:builds': 'degraded' },
      is: [
        { key: 'api', impact: 'degraded' },
        { key: 'builds', impact: 'degraded' },
      ],
    },
    { name: 'nothing is hit any more', fields: { 'impact:api': '', 'impact:builds': '' }, is: [] },
  ])('with $name', ({ fields, is }) => expect(readUpdate(form({ ...sent, ...fields })).systems).toEqual(is))

  it('leaves the systems alone where its form has none', () => {
    expect(readUpdate(form({ body: 'We know.', version: '3' }))).toEqual({ body: 'We know.', visibility: 'internal', status: null, systems: null, version: 3 })
  })

  it('needs words', () => {
    expect(() => readUpdate(form({ body: ' ', version: '3' }))).toThrow('Write what is to be entered.')
  })
})

it('details are those that the form has', () => {
  expect(readDetails(form({ version: '2', title: 'Other' }))).toEqual({ version: 2, title: 'Other' })
  expect(readDetails(form({ version: '2', message: 'We are on it', public: 'on' }))).toEqual({ version: 2, message: 'We are on it', public: true })
  expect(readDetails(form({ version: '2', message: '' }))).toEqual({ version: 2, message: '', public: false })
})

describe('a post-mortem', () => {
  const empty = { version: '0', whatHappened: '', impact: '', usersAffected: '', minutes: '', revenue: '', rootCause: '', lessons: '' }

  it('keeps what is not known apart from nothing', () => {
    expect(readPostmortem(form(empty))).toMatchObject({ version: 0, usersAffected: null, minutes: null, revenueMicros: null, whys: [] })
    expect(readPostmortem(form({ ...empty, usersAffected: '0', minutes: '41', revenue: '$1,234.5' }))).toMatchObject({
      usersAffected: 0,
      minutes: 41,
      revenueMicros: 1_234_500_000,
    })
  })

  it('refuses what is no number', () => {
    expect(() => readPostmortem(form({ ...empty, minutes: 'many' }))).toThrow()
  })

  it('has its whys in order', () => {
    expect(readPostmortem(form({ ...empty, why: ['a', ' b ', ''] })).whys).toEqual(['a', 'b', ''])
  })
})

it('a follow-up with a rule has a signal', () => {
  expect(readFollowup(form({ title: 'Alert earlier', ownerId: '', dueOn: '' }))).toEqual({ title: 'Alert earlier', ownerId: null, dueOn: null, signal: null })
  expect(readFollowup(form({ title: 'Alert earlier', ruleId: TOOL, cleanDays: '14' })).signal).toEqual({ ruleId: TOOL, cleanDays: 14 })
})
