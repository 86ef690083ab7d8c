import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { judgeAnyStory, judgeStory } from '@/lib/anomalies/stories/commands/feedback'
import { refreshDetectorReports } from '@/lib/anomalies/stories/commands/refresh-reports'
import { feedbackSchema, type StoryDecision } from '@/lib/anomalies/stories/feedback'
import type { Actor, Context } from '@/lib/auth/model'
import { DAY, MINUTE } from '@/lib/time'
import { seedTools } from '../support/calls'
import { useDatabase } from '../support/database'

const database = useDatabase()
const { owner } = database
const now = new Date('2026-03-10T12:00:00Z')

const member = (organizationId: string): Actor => ({
  kind: 'user',
  userId: randomUUID(),
  sessionId: 's',
  platformRole: null,
  organizationId,
  memberRole: 'member',
})
const staff = (platformRole: 'read_only' | 'admin'): Actor => ({
  kind: 'user',
  userId: randomUUID(),
  sessionId: 's',
  platformRole,
  organizationId: null,
  memberRole: null,
})
const as = (actor: Actor, at = now): Context => ({ actor, now: at, requestId: 'test', ip: null })
const work = (at = now) => ({ now: at, stillMine: async () => true })

async function seedStory(
  organization: string,
  tool: string,
  { metric = 'error_rate', state = 'ongoing', at = now, platform = null as string | null } = {},
): Promise<string> {
  const id = randomUUID()
  await owner()`
    insert into anomaly_stories (id, organization_id, platform_story_id, cause_key, severity, impact, title, facts, started_at, last_bad_at)
    values (${id}, ${organization}, ${platform}, ${`tool:${tool}`}, 'critical', 0.5, 'Errors', '{}', ${at}, ${at})`
  await owner()`
    insert into anomaly_events (organization_id, tool_id, story_id, metric, severity, state, z_score, impact, baseline_value, current_value, description, started_at, last_bad_at)
    values (${organization}, ${tool}, ${id}, ${metric}, 'critical', ${state}, 4, 0.5, 0.01, 0.2, '', ${at}, ${at})`
  return id
}

async function story(id: string) {
  const [row] = await owner()`select state, confirmed, feedback_by, feedback_note from anomaly_stories where id = ${id}`
  return row
}
const journal = async (id: string) => (await owner()`select action, before, after from journal where subject_id = ${id} order by id`).map((row) => ({ ...row }))

beforeEach(async () => {
  await owner()`truncate anomaly_events, anomaly_stories, detector_reports`
})

describe('judging a story', () => {
  it.each<[StoryDecision, string, boolean | null, string]>([
    ['confirm', 'ongoing', true, 'confirmed'],
    ['false_positive', 'false_positive', false, 'marked_false'],
    ['dismiss', 'dismissed', null, 'dismissed'],
  ])('%s, and back', async (decision, state, confirmed, verb) => {
    const { organization, tools } = await seedTools(owner(), 1)
    const id = await seedStory(organization, tools[0] ?? '')
    const actor = member(organization)
    await judgeStory({ ...as(actor), organizationId: organization }, { storyId: id, decision, note: ' we saw it ' })
    expect(await story(id)).toEqual({ state, confirmed, feedback_by: actor.kind === 'user' ? actor.userId : '', feedback_note: 'we saw it' })
    await expect(judgeStory({ ...as(actor), organizationId: organization }, { storyId: id, decision: 'confirm' })).rejects.toMatchObject({ code: 'conflict' })
    await judgeStory({ ...as(actor), organizationId: organization }, { storyId: id, decision: 'undo' })
    expect(await story(id)).toEqual({ state: 'ongoing', confirmed: null, feedback_by: null, feedback_note: null })
    await expect(judgeStory({ ...as(actor), organizationId: organization }, { storyId: id, decision: 'undo' })).rejects.toMatchObject({ code: 'conflict' })
    expect(await journal(id)).toEqual([
      { action: `anomaly_story.${verb}`, before: { state: 'ongoing', confirmed: null }, after: { state, confirmed } },
      { action: 'anomaly_story.reopened', before: { state, confirmed }, after: { state: 'ongoing', confirmed: null } },
    ])
  })

  it('goes back to what its events are by now', async () => {
    const { organization, tools } = await seedTools(owner(), 1)
    for (const state of ['resolved', 'expired']) {
      const id = await seedStory(organization, tools[0] ?? '', { state, at: new Date(now.getTime() - (state === 'expired' ? DAY : 0)) })
      const ctx = { ...as(member(organization)), organizationId: organization }
      await judgeStory(ctx, { storyId: id, decision: 'dismiss' })
      await judgeStory(ctx, { storyId: id, decision: 'undo' })
      expect(await story(id)).toMatchObject({ state })
    }
  })

  it('goes back to nothing where its events were withdrawn meanwhile', async () => {
    const { organization, tools } = await seedTools(owner(), 1)
    const id = await seedStory(organization, tools[0] ?? '')
    const ctx = { ...as(member(organization)), organizationId: organization }
    await judgeStory(ctx, { storyId: id, decision: 'dismiss' })
    await owner()`update anomaly_events set state = 'withdrawn' where story_id = ${id}`
    await judgeStory(ctx, { storyId: id, decision: 'undo' })
    expect(await story(id)).toMatchObject({ state: 'withdrawn' })
  })

  it('lets one of two win who speak at once', async () => {
    const { organization, tools } = await seedTools(owner(), 1)
    const id = await seedStory(organization, tools[0] ?? '')
    const both = await Promise.allSettled(
      (['confirm', 'false_positive'] as const).map((decision) =>
        judgeStory({ ...as(member(organization)), organizationId: organization }, { storyId: id, decision }),
      ),
    )
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } })
    expect(await journal(id)).toHaveLength(1)
  })

  it('is refused to strangers, keys, and staff who only read', async () => {
    const { organization, tools } = await seedTools(owner(), 1)
    const stranger = await seedTools(owner(), 1)
    const id = await seedStory(organization, tools[0] ?? '')
    const platform = randomUUID()
    await owner()`
      insert into anomaly_stories (id, cause_key, severity, impact, title, facts, started_at, last_bad_at)
      values (${platform}, 'provider:x', 'critical', 0.5, 'Errors', '{}', ${now}, ${now})`
    const feedback = { storyId: id, decision: 'confirm' as const }
    await expect(judgeStory({ ...as(member(stranger.organization)), organizationId: stranger.organization }, feedback)).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(judgeStory({ ...as(member(organization)), organizationId: organization }, { ...feedback, storyId: platform })).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(judgeStory({ ...as(member(organization)), organizationId: organization }, { ...feedback, storyId: 'no id' })).rejects.toMatchObject({
      code: 'not_found',
    })
    const key: Actor = { kind: 'key', keyId: 'k', organizationId: organization, scopes: ['metrics:read'] }
    await expect(judgeStory({ ...as(key), organizationId: organization }, feedback)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(judgeAnyStory(as(staff('read_only')), feedback)).rejects.toMatchObject({ code: 'forbidden' })
    expect(feedbackSchema.safeParse({ ...feedback, storyId: 'no id' }).success).toBe(false)
    await expect(judgeStory({ ...as(member(organization)), organizationId: organization }, { ...feedback, note: 'x'.repeat(501) })).rejects.toMatchObject({
      code: 'invalid',
    })
    expect(await story(id)).toMatchObject({ state: 'ongoing', confirmed: null })
    await judgeAnyStory(as(staff('admin')), { ...feedback, storyId: platform })
    expect(await story(platform)).toMatchObject({ confirmed: true })
  })
})

describe('the report card', () => {
  const reports = async () =>
    (await owner()`select metric, shown, confirmed, tightening from detector_reports order by metric`).map((row) => Object.values(row).join(' '))

  it('counts what was judged by metric, and tightens what is rarely believed by one step a day', async () => {
    const { organization, tools } = await seedTools(owner(), 12)
    const ctx = { ...as(member(organization)), organizationId: organization }
    for (const [i, tool] of tools.entries()) {
      const storyId = await seedStory(organization, tool)
      await judgeStory(ctx, { storyId, decision: i < 2 ? 'confirm' : 'false_positive' })
    }
    const slow = await seedStory(organization, tools[0] ?? '', { metric: 'latency' })
    await judgeStory(ctx, { storyId: slow, decision: 'confirm' })
    await seedStory(organization, tools[1] ?? '', { metric: 'latency' })
    const ago = await seedStory(organization, tools[2] ?? '', { metric: 'latency', at: new Date(now.getTime() - 90 * DAY - MINUTE) })
    await judgeStory(ctx, { storyId: ago, decision: 'confirm' })
    const both = await Promise.all([
      refreshDetectorReports(as({ kind: 'job', job: 'j' }), work()),
      refreshDetectorReports(as({ kind: 'job', job: 'j' }), work()),
    ])
    expect(both.map(({ changed }) => changed).sort()).toEqual([0, 4])
    const expected = ['error_rate 12 2 1', 'invocations 0 0 0', 'latency 1 1 0', 'revenue 0 0 0']
    expect(await reports()).toEqual(expected)
    await refreshDetectorReports(as({ kind: 'job', job: 'j' }), work(new Date(now.getTime() + DAY)))
    expect(await reports()).toEqual(expected)
    await judgeStory(ctx, {
      storyId: await seedStory(organization, tools[3] ?? '', { at: new Date(now.getTime() + MINUTE), state: 'resolved' }),
      decision: 'false_positive',
    })
    await refreshDetectorReports(as({ kind: 'job', job: 'j' }), work(new Date(now.getTime() + 2 * DAY)))
    expect((await reports())[0]).toBe('error_rate 13 2 2')
  })

  it('counts the platform story’s feedback for parts without their own', async () => {
    const { organization, tools } = await seedTools(owner(), 1)
    const platform = randomUUID()
    await owner()`
      insert into anomaly_stories (id, cause_key, severity, impact, title, facts, started_at, last_bad_at)
      values (${platform}, 'provider:x', 'critical', 0.5, 'Errors', '{}', ${now}, ${now})`
    await seedStory(organization, tools[0] ?? '', { platform })
    await judgeAnyStory(as(staff('admin')), { storyId: platform, decision: 'confirm' })
    await refreshDetectorReports(as({ kind: 'job', job: 'j' }), work())
    expect((await reports())[0]).toBe('error_rate 1 1 0')
  })
})
