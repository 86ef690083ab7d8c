import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { incidentRow, maintenanceRow, statusNow as now, snapshotOf } from '@/tests/support/status-snapshot'
import type { Published } from './published'
import { statuspageFiles } from './statuspage'

// Atlassian's public API, version 2, as its reference describes each answer.
const at = z.iso.datetime()
const page = z.object({ id: z.string(), name: z.string(), url: z.url(), time_zone: z.string(), updated_at: at })
const indicator = z.object({ indicator: z.enum(['none', 'minor', 'major', 'critical']), description: z.string().min(1) })
const component = z.object({
  id: z.string(),
  name: z.string(),
  status: z.enum(['operational', 'degraded_performance', 'partial_outage', 'major_outage', 'under_maintenance']),
  created_at: at,
  updated_at: at,
  position: z.int().positive(),
  description: z.string().nullable(),
  showcase: z.boolean(),
  start_date: z.iso.date().nullable(),
  group_id: z.string().nullable(),
  page_id: z.string(),
  group: z.boolean(),
  only_show_if_degraded: z.boolean(),
  components: z.array(z.string()).optional(),
})
const update = z.object({
  id: z.string(),
  status: z.enum(['investigating', 'identified', 'monitoring', 'resolved', 'postmortem', 'scheduled', 'in_progress', 'verifying', 'completed']),
  body: z.string().min(1),
  incident_id: z.string(),
  created_at: at,
  updated_at: at,
  display_at: at,
  affected_components: z.array(z.object({ code: z.string(), name: z.string(), old_status: z.string(), new_status: z.string() })).nullable(),
  deliver_notifications: z.boolean(),
  custom_tweet: z.null(),
  tweet_id: z.null(),
})
const event = {
  id: z.string(),
  name: z.string(),
  created_at: at,
  updated_at: at,
  monitoring_at: at.nullable(),
  resolved_at: at.nullable(),
  shortlink: z.url(),
  started_at: at,
  page_id: z.string(),
  incident_updates: z.array(update).min(1),
  components: z.array(component),
}
const incident = z.object({
  ...event,
  status: z.enum(['investigating', 'identified', 'monitoring', 'resolved', 'postmortem']),
  impact: z.enum(['none', 'minor', 'major', 'critical']),
})
const maintenance = z.object({
  ...event,
  status: z.enum(['scheduled', 'in_progress', 'verifying', 'completed']),
  impact: z.literal('maintenance'),
  scheduled_for: at,
  scheduled_until: at,
})
const schemas: Record<string, z.ZodType> = {
  summary: z.object({ page, components: z.array(component), incidents: z.array(incident), scheduled_maintenances: z.array(maintenance), status: indicator }),
  status: z.object({ page, status: indicator }),
  components: z.object({ page, components: z.array(component) }),
  incidents: z.object({ page, incidents: z.array(incident) }),
  'incidents/unresolved': z.object({ page, incidents: z.array(incident) }),
  'scheduled-maintenances': z.object({ page, scheduled_maintenances: z.array(maintenance) }),
  'scheduled-maintenances/upcoming': z.object({ page, scheduled_maintenances: z.array(maintenance) }),
  'scheduled-maintenances/active': z.object({ page, scheduled_maintenances: z.array(maintenance) }),
}

const id = (n: number) => `019cd000-0000-7000-8000-00000000000${n}`
const published = (snapshot = full()): Published => ({ snapshot, away: false, now, origin: 'https://console.example' })

function full() {
  return snapshotOf({
    intervals: [{ systemKey: 'api', incident: 12, impact: 'partial_outage', fromAt: '2026-03-10T10:00:00+00:00', toAt: null }],
    incidents: [
      incidentRow(),
      incidentRow({
        id: id(2),
        number: 9,
        status: 'resolved',
        startedAt: '2026-03-01T10:00:00+00:00',
        resolvedAt: '2026-03-01T12:00:00+00:00',
        entries: [],
        systems: [{ key: 'mail', impact: 'degraded', open: false }],
        postmortem: { whatHappened: 'A queue stood still.', impact: '', whys: [], rootCause: '', lessons: '' },
      }),
    ],
    maintenances: [
      maintenanceRow(),
      maintenanceRow({ id: id(3), startsAt: '2026-03-10T11:00:00+00:00', endsAt: '2026-03-10T14:00:00+00:00', systems: ['mail'] }),
      maintenanceRow({ id: id(4), startsAt: '2026-03-02T11:00:00+00:00', endsAt: '2026-03-02T14:00:00+00:00', entries: [] }),
      maintenanceRow({ id: id(5), cancelledAt: '2026-03-09T11:00:00+00:00' }),
    ],
  })
}

type Answer = Record<string, { id: string; status: string; incident_updates: { status: string }[] }[]> & { status: object; page: { updated_at: string } }
/** As it is read by whoever fetched it. */
const file = (name: string, of = published()): Answer => JSON.parse(JSON.stringify(statuspageFiles[name]?.(of)))

describe.each(Object.keys(schemas))('%s.json', (name) => {
  it.each([
    ['with everything', published()],
    ['with nothing', published(snapshotOf({ systems: [] }))],
    ['when all is fine', published(snapshotOf())],
  ])('is as Statuspage has it %s', (_case, of) => {
    expect(schemas[name]?.safeParse(JSON.parse(JSON.stringify(file(name, of)))).error?.issues ?? []).toEqual([])
  })
})

it('every file has its schema', () => expect(Object.keys(statuspageFiles).sort()).toEqual(Object.keys(schemas).sort()))

describe('what the files say', () => {
  it('the summary has open incidents, and work to come and under way', () => {
    const summary = file('summary')
    expect(summary.incidents?.map((one) => [one.id, one.status])).toEqual([[id(1), 'identified']])
    expect(summary.scheduled_maintenances?.map((one) => one.status)).toEqual(['scheduled', 'in_progress'])
    expect(summary.status).toEqual({ indicator: 'major', description: 'Partial System Outage' })
    expect(summary.components?.map((one) => [one.id, one.status])).toEqual([
      ['api', 'partial_outage'],
      ['ingest', 'operational'],
      ['mail', 'under_maintenance'],
      ['group-requests', 'partial_outage'],
    ])
  })

  it('what was cancelled is in none of them, and what is over only in the whole list', () => {
    expect(file('scheduled-maintenances').scheduled_maintenances?.map((one) => one.status)).toEqual(['scheduled', 'in_progress', 'completed'])
    expect(file('scheduled-maintenances/upcoming').scheduled_maintenances).toHaveLength(1)
    expect(file('scheduled-maintenances/active').scheduled_maintenances).toMatchObject([{ id: id(3), status: 'in_progress' }])
  })

  it('a published post-mortem is the last update', () => {
    const past = file('incidents').incidents?.find((one) => one.id === id(2))
    expect(past?.status).toBe('postmortem')
    expect(past?.incident_updates.map(({ status }) => status)).toEqual(['postmortem', 'resolved'])
  })

  it('an update without a status keeps that before it', () => {
    const [open] = file('incidents/unresolved').incidents ?? []
    expect(open?.incident_updates.map(({ status }) => status)).toEqual(['identified', 'investigating'])
  })

  it('nothing changes between two snapshots of the same facts, so that a tag of it stays the same', () => {
    const later = { ...full(), at: '2026-03-10T12:01:00.000Z' }
    expect(JSON.stringify(file('summary', published(later)))).toBe(JSON.stringify(file('summary')))
  })

  it('an old answer says so, and how old it is', () => {
    expect(file('status', { ...published(), away: true }).page).toMatchObject({ stale: true, as_of: '2026-03-10T12:00:00.000Z' })
    expect(file('status').page).not.toHaveProperty('stale')
    expect(file('status', { ...published(), now: new Date('2026-03-10T12:03:01Z') }).page).toHaveProperty('stale')
  })
})
