import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { withPlatform } from '@/db/client'
import { sendDailyDigest } from '@/lib/notifications/commands/daily-digest'
import { composeDaily } from '@/lib/notifications/daily/compose'
import { readDailyFacts } from '@/lib/notifications/queries/daily-facts'
import { setMailPreference } from '@/lib/outbox/commands'
import { addDays, HOUR, MINUTE } from '@/lib/time'
import { makeSeries, setMinute } from '../support/alert-series'
import { useDatabase } from '../support/database'
import { createOrganization, createPerson } from '../support/people'

process.env.BETTER_AUTH_SECRET = 'daily-digest-test-secret-long-enough-0123'
const database = useDatabase()
const day = new Date('2026-03-10T00:00:00Z')
const nine = new Date('2026-03-10T09:00:00Z')
const ago = (ms: number) => new Date(nine.getTime() - ms)
const work = (now: Date) => ({ now, stillMine: async () => true })
const facts = (now = nine, of = day) => withPlatform((tx) => readDailyFacts(tx, of, now), { accessMode: 'read only' })
const sectionsOf = async (now = nine, of = day) => Object.fromEntries(composeDaily(await facts(now, of)).sections.map((section) => [section.key, section]))

it('an empty day reads well', async () => {
  const found = await facts()
  const { sentence, sections, window } = composeDaily(found)
  expect(sentence).toBe('A quiet day: nothing is open, nobody slipped')
  expect(window.replaceAll('\u00a0', ' ')).toBe('9 Mar 2026, 09:00 UTC to 10 Mar 2026, 09:00 UTC')
  expect(sections.every(({ calm, items }) => calm && items.length === 0)).toBe(true)
  expect(sections.map(({ title }) => title).slice(1)).toEqual([
    'No incident is open',
    'No alert fired, none is open',
    'Nothing is kept quiet that might be forgotten',
    'No health score fell far or became critical',
    'No renewal of the next 30 days is at risk',
    'No payment failed',
    'Nobody met an error',
  ])
  expect(composeDaily(await facts(ago(HOUR))).sentence).toBe('A quiet day so far: nothing is open, nobody slipped')
})

describe('a busy day', () => {
  let slipping: string
  let failing: string
  let forgotten: string

  beforeAll(async () => {
    const owner = database.owner()
    slipping = (await createOrganization('Slipping Tools')).id
    failing = (await createOrganization('Failing Payments')).id
    const steady = (await createOrganization('Steady Shop')).id
    const alert = async (
      title: string,
      more: { severity?: string; firedAt: Date; resolvedAt?: Date; state?: string; acknowledgedAt?: Date; organizationId?: string; synthetic?: boolean },
    ) => {
      const { severity = 'warning', firedAt, resolvedAt = null, acknowledgedAt = null, organizationId = null, synthetic = false } = more
      const state = resolvedAt ? 'resolved' : acknowledgedAt ? 'acknowledged' : 'firing'
      const [row] = await owner`
        insert into alerts (organization_id, fingerprint, state, severity, title, labels, started_at, fired_at, resolved_at, resolve_reason, acknowledged_at, acknowledgement)
        values (${organizationId}, ${randomUUID()}, ${state}, ${severity}, ${title}, ${owner.json(synthetic ? { synthetic: 'true' } : {})}, ${firedAt}, ${firedAt}, ${resolvedAt},
          ${resolvedAt ? 'recovered' : null}, ${acknowledgedAt}, ${acknowledgedAt ? owner.json({ until: 'resolved', reason: 'known' }) : null})
        returning id`
      return String(row?.id)
    }
    await alert('Errors of the API', { severity: 'critical', firedAt: ago(3 * HOUR) })
    await alert('Slow answers', { firedAt: ago(5 * HOUR), resolvedAt: ago(4 * HOUR) })
    // Resolved after nine: open at the end of the window.
    await alert('Queue of mails', { firedAt: ago(2 * HOUR), resolvedAt: new Date(nine.getTime() + HOUR) })
    await alert('Just before the window', { firedAt: new Date(ago(24 * HOUR).getTime() - 1), resolvedAt: ago(23 * HOUR) })
    await alert('Just after the window', { firedAt: nine })
    await alert('Of a tenant', { severity: 'critical', firedAt: ago(HOUR), organizationId: steady })
    await alert('Of ourselves', { severity: 'critical', firedAt: ago(HOUR), synthetic: true })
    forgotten = await alert('Disk of the archive', { firedAt: ago(60 * HOUR), acknowledgedAt: ago(50 * HOUR) })

    const incident = (title: string, severity: number, startedAt: Date, resolvedAt: Date | null) => owner`
      insert into incidents (incident_key, title, severity, status, started_at, created_at, resolved_at, last_update_at)
      values (${title}, ${title}, ${severity}, ${resolvedAt ? 'resolved' : 'investigating'}, ${startedAt}, ${startedAt}, ${resolvedAt}, ${startedAt})`
    await incident('Gateway refuses calls', 2, ago(3 * HOUR), null)
    await incident('Mails are late', 3, ago(20 * HOUR), ago(19 * HOUR))
    await incident('Long over', 1, ago(80 * HOUR), ago(70 * HOUR))
    await incident('Not yet', 1, new Date(nine.getTime() + MINUTE), null)

    const developer = async (organizationId: string, scores: [daysAgo: number, score: number, light: string][]) => {
      const [row] = await owner`insert into developers (organization_id, external_id) values (${organizationId}, ${randomUUID()}) returning id`
      for (const [daysAgo, score, light] of scores) {
        await owner`
          insert into developer_health_scores (organization_id, developer_id, as_of, state, score, raw_score, grade, light, formula_version, inputs, inputs_hash, breakdown)
          values (${organizationId}, ${row?.id}, ${addDays(day, -daysAgo)}, 'scored', ${score}, ${score}, 'C', ${light}, '1', '{}', '', '{}')`
      }
    }
    // 20.5 points in a week, and critical since this night.
    await developer(slipping, [
      [0, 49.5, 'critical'],
      [1, 55, 'warning'],
      [7, 70, 'warning'],
      [8, 70, 'warning'],
    ])
    // Exactly 20 points is not more than 20.
    await developer(failing, [
      [0, 60, 'warning'],
      [1, 70, 'warning'],
      [7, 80, 'good'],
      [8, 80, 'good'],
    ])
    // It had fallen as far yesterday: told then.
    await developer(steady, [
      [0, 40, 'critical'],
      [1, 40, 'critical'],
      [7, 70, 'good'],
      [8, 70, 'good'],
    ])

    await owner`update organizations set renewal_at = ${new Date(nine.getTime() + 29 * 24 * HOUR)}, plan = 'pro' where id = ${slipping}`
    await owner`update organizations set renewal_at = ${new Date(nine.getTime() + 3 * 24 * HOUR)}, plan = 'starter' where id = ${failing}`
    await owner`update organizations set renewal_at = ${new Date(nine.getTime() + 31 * 24 * HOUR)} where id = ${steady}`
    const payment = (amount: number, status: string, at: Date, reason: string | null = null) => owner`
      insert into payments (organization_id, external_id, at, amount_micros, status, failure_reason) values (${failing}, ${randomUUID()}, ${at}, ${amount * 1e6}, ${status}, ${reason})`
    await payment(49, 'failed', ago(HOUR), 'card_declined')
    await payment(149.5, 'failed', ago(23 * HOUR))
    await payment(20, 'failed', ago(25 * HOUR))
    await payment(99, 'paid', ago(HOUR))

    const requests = async (dimensions: Record<string, string>, count: number) => {
      const series = await makeSeries(owner, 'api_requests_total', dimensions, { kind: 'counter' })
      await setMinute(owner, series, ago(2 * HOUR - MINUTE), count)
      // Days later there are hours only.
      await owner`select ensure_partitions('metric_hours', ${ago(2 * HOUR)}, ${nine})`
      await owner`insert into metric_hours (series_id, at, count, sum) values (${series}, ${ago(2 * HOUR)}, ${count}, ${count})`
    }
    await requests({ route: '/api/alerts', status_code: '200' }, 90)
    await requests({ route: '/api/alerts', status_code: '503' }, 10)
    await requests({ route: '/api/health', status_code: '404' }, 50)
    const [tool] = await owner`
      insert into tools (organization_id, developer_id, external_id, slug, name, description, category)
      select ${steady}, id, 'geocoder', 'geocoder', 'Geocoder', '', 'maps' from developers where organization_id = ${steady} returning id`
    await owner`select ensure_partitions('tool_metrics_hourly', ${ago(HOUR)}, ${nine})`
    await owner`
      insert into tool_metrics_hourly (tool_id, organization_id, bucket_at, invocations, rated, errors, errors4xx, errors429, errors5xx, errors_developer, errors_consumer,
        errors_platform, errors_upstream, fair_rated, fair_errors, latency_count, latency_sum_ms, revenue_micros, consumers, sketch_keys, sketch_counts)
      values (${String(tool?.id)}, ${steady}, ${ago(HOUR)}, 200, 200, 60, 0, 0, 0, 20, 40, 0, 0, 200, 20, 0, 0, 0, 1, '{}', '{}')`
  })

  it('is told with the facts of its window', async () => {
    const found = await facts()
    expect(found.fired).toEqual({ critical: 1, warning: 2 })
    expect(found.openAlerts.map(({ title, acknowledged }) => [title, acknowledged])).toEqual([
      ['Errors of the API', false],
      ['Disk of the archive', true],
      ['Queue of mails', false],
    ])
    expect(found.debts?.map(({ id, kind }) => [id, kind])).toEqual([[forgotten, 'acknowledgement']])
    expect(found.openIncidents.map(({ title }) => title)).toEqual(['Gateway refuses calls'])
    expect(found.resolvedIncidents.map(({ title }) => title)).toEqual(['Mails are late'])
    expect(found.slipped).toEqual([
      { organizationId: slipping, organization: 'Slipping Tools', card: 'developer', score: 49.5, before: 70, fell: true, becameCritical: true },
    ])
    expect(found.renewals.map(({ organization, score, failedPayments }) => [organization, score, failedPayments])).toEqual([
      ['Failing Payments', 60, 3],
      ['Slipping Tools', 49.5, 0],
    ])
    expect(found.payments.map(({ amountMicros, reason }) => [amountMicros, reason])).toEqual([
      [149_500_000, null],
      [49_000_000, 'card_declined'],
    ])
    expect(found.routes).toEqual([{ name: '/api/alerts', toolId: null, errors: 10, calls: 100 }])
    expect(found.tools).toMatchObject([{ name: 'Geocoder', errors: 20, calls: 200 }])
  })

  it('says them in words', async () => {
    const composed = composeDaily(await facts())
    expect(composed.sentence).toBe(
      'One incident is open, one critical alert fires, an SLO is breached, one customer slipped, two renewals are at risk and two payments failed',
    )
    expect((await facts()).health.troubled).toMatchObject([{ name: 'API availability', state: 'breached' }])
    const { alerts, incidents, scores, renewals, payments, errors, quiet } = await sectionsOf()
    expect([alerts?.title, incidents?.title, scores?.title, renewals?.title, payments?.title, errors?.title, quiet?.title]).toEqual([
      'Three alerts fired (one critical, two warnings); three are open',
      'One incident is open, one was resolved',
      'One customer slipped',
      'Two renewals of the next 30 days are at risk',
      'Two payments failed, $198.50 in all',
      'Most errors that people met: /api/alerts and Geocoder',
      'One acknowledged alert may be forgotten',
    ])
    expect(scores?.items[0]?.detail).toBe('Publisher’s score 49.5, 20.5 points less than a week ago; critical since tonight.')
    expect(errors?.items.map(({ detail }) => detail)).toEqual(
      ['Route: 10 of 100 calls failed (10 %).', 'Tool: 20 of 200 calls failed (10 %).'].map((text) => text.replace(' %', '\u00a0%')),
    )
  })

  it('is the same when it is looked at days later, but for what is kept quiet', async () => {
    const later = await facts(addDays(nine, 1))
    const { debts, ...then } = await facts()
    expect(debts).toHaveLength(1)
    expect(later).toEqual({ ...then, debts: null })
  })

  it('goes to staff who want it, once a person and day, however often the job runs', async () => {
    const owner = database.owner()
    const reader = await createPerson({ platformRole: 'read_only' })
    const admin = await createPerson({ platformRole: 'admin' })
    const refuser = await createPerson({ platformRole: 'super_admin' })
    await createPerson({ organizationId: slipping })
    await withPlatform((tx) => setMailPreference(tx, { userId: refuser.userId, category: 'daily_digest', enabled: false, now: nine }))
    const mails = () => owner`select user_id, subject, html, text, headers from outbox where template = 'admin-daily-digest' order by created_at`

    expect(await sendDailyDigest(work(ago(MINUTE)))).toEqual({ checked: 0, changed: 0, failed: 0 })
    const [one, other] = await Promise.all([sendDailyDigest(work(nine)), sendDailyDigest(work(nine))])
    expect(one.changed + other.changed).toBe(2)
    await sendDailyDigest(work(new Date(nine.getTime() + 5 * HOUR)))
    const sent = await mails()
    expect(sent.map(({ user_id }) => user_id).sort()).toEqual([reader.userId, admin.userId].sort())
    expect(sent[0]?.subject).toBe(
      '10 Mar 2026: One incident is open, one critical alert fires, an SLO is breached, one customer slipped, two renewals are at risk and two payments failed',
    )
    for (const word of ['Gateway refuses calls', 'Slipping Tools', '$149.50', '/api/alerts', 'Disk of the archive']) {
      expect(sent[0]?.html).toContain(word)
      expect(sent[0]?.text).toContain(word)
    }

    // Missed at nine it is made good on the same day, and not on the next morning.
    const next = addDays(nine, 1)
    expect((await sendDailyDigest(work(new Date(next.getTime() + 10 * HOUR)))).changed).toBe(2)
    expect((await sendDailyDigest(work(new Date(next.getTime() + 16 * HOUR)))).changed).toBe(0)
    expect(await mails()).toHaveLength(4)
  })

  it('is completed by the next run when one was killed half way', async () => {
    const at = addDays(nine, 3)
    let asked = 0
    expect((await sendDailyDigest({ now: at, stillMine: async () => ++asked <= 1 })).changed).toBe(1)
    expect((await sendDailyDigest(work(at))).changed).toBe(1)
  })
})
