import type { ReservedSql } from 'postgres'
import { people, personId } from '@/db/demo/people'
import { type Story, stories, storyWindow } from '@/db/demo/stories'
import { listAlerts } from '@/lib/alerts/queries/list-alerts'
import type { Context } from '@/lib/auth/model'
import { readPlatform } from '@/lib/http/read'
import { attachAlert } from '@/lib/incidents/commands/attach-alert'
import { changeStatus } from '@/lib/incidents/commands/change-status'
import { addFollowup, settleFollowup } from '@/lib/incidents/commands/followups'
import { openIncident } from '@/lib/incidents/commands/open-incident'
import { assignCommander } from '@/lib/incidents/commands/people'
import { draftPostmortem, publishPostmortem, reviewPostmortem, savePostmortem } from '@/lib/incidents/commands/postmortems'
import { correctEntry, postUpdate } from '@/lib/incidents/commands/update-story'
import { followupInput, type OpenIncident, openIncidentInput, statusInput, updateInput } from '@/lib/incidents/input'
import type { IncidentStatus } from '@/lib/incidents/model'
import { listEntries } from '@/lib/incidents/queries/list-entries'
import { addDays, HOUR, isoDay, MINUTE, startOfDay } from '@/lib/time'

/** How long the alert of a follow-up had to stay quiet. */
const CLEAN_DAYS = 7

/** Somebody of the simulated staff, at a moment. */
type At = (moment: Date) => Context

/**
 * Lives through four incidents by the commands that staff use, at the moments at which the stories say that
 * something broke: one of ours with all that follows from it, one of a provider, a small one, and one that is open.
 */
export async function liveThroughIncidents(sql: ReservedSql, { seed, now }: { seed: number; now: Date }): Promise<void> {
  const person = people.find(({ platformRole }) => platformRole !== null)
  if (!person) return
  const userId = personId(seed, person)
  const actor = { kind: 'user' as const, userId, sessionId: userId, platformRole: person.platformRole, organizationId: null, memberRole: null }
  const at: At = (moment) => ({ actor, now: moment, requestId: 'demo-load', ip: null })
  await smallOne(at, addDays(now, -19), userId)
  await gatewayDown(sql, at, momentsOf('platform-incident', now), now, userId)
  await providerDown(at, momentsOf('provider-outage-six-tools', now), userId)
  await openOne(at, now, userId)
}

/** When a story began and what so many minutes after it is. */
function momentsOf(id: Story['id'], now: Date): (minutes: number) => Date {
  const story = stories.find((one) => one.id === id)
  if (!story) throw new Error(`there is no story ${id}`)
  const { from } = storyWindow(story, now)
  return (minutes) => new Date(from.getTime() + minutes * MINUTE)
}

async function open(at: At, moment: Date, incident: Partial<OpenIncident> & Pick<OpenIncident, 'title' | 'severity'>) {
  const { startedAt, ...said } = incident
  const opened = await openIncident(at(moment), openIncidentInput.parse({ ...said, startedAt: (startedAt ?? moment).toISOString() }), { simulated: true })
  let { version } = opened.incident
  const { id } = opened.incident
  return {
    id,
    say: async (moment: Date, body: string, how: { public?: boolean; status?: IncidentStatus } = {}) => {
      const update = updateInput.parse({ body, visibility: how.public ? 'public' : 'internal', status: how.status ?? null, version })
      version = (await postUpdate(at(moment), id, update)).version
    },
    command: async (moment: Date, userId: string) => {
      version = (await assignCommander(at(moment), id, { version, userId })).version
    },
    move: async (moment: Date, status: IncidentStatus) => {
      version = (await changeStatus(at(moment), id, statusInput.parse({ version, status }))).version
    },
  }
}

/** The gateway refused half of all calls for 41 minutes. */
async function gatewayDown(sql: ReservedSql, at: At, after: (minutes: number) => Date, now: Date, userId: string): Promise<void> {
  const incident = await open(at, after(4), {
    title: 'The gateway refuses half of all calls',
    severity: 2,
    startedAt: after(0),
    systems: [
      { key: 'api', impact: 'partial_outage' },
      { key: 'ingest', impact: 'degraded' },
    ],
    message: 'About half of all calls are refused at our gateway. We look for the cause and write again within half an hour.',
    public: true,
  })
  await incident.command(after(6), userId)
  await incident.say(after(9), 'Two of the four gateway nodes answer 502 to everything. Both were started by the rollout of 15:31; the other two are older.')
  await incident.say(after(17), 'The cause is known: the new nodes read an empty list of routes. We are going back to the version before.', {
    public: true,
    status: 'identified',
  })
  await incident.say(after(30), 'Rolled back on both nodes. The first takes traffic again, the second is drained.')
  await incident.say(after(41), 'All calls are answered again. We watch it for an hour before we call it over.', { public: true, status: 'monitoring' })
  const cost = await plantImpact(sql, incident.id, { from: after(0), to: after(41), frozenAt: after(166) })
  await draftPostmortem(at(after(64)), incident.id)
  await savePostmortem(at(after(160)), incident.id, {
    version: 1,
    whatHappened: [
      'A rollout replaced two of four gateway nodes. The new nodes started **before** the route list was written, read an empty file and took that for "no routes".',
      '',
      'They passed their health check, which asks for `/healthz` and no route, so the balancer sent them half of all calls. Each was refused with 502.',
      '',
      '| UTC | What |',
      '|---|---|',
      ...[
        [0, 'The first call is refused.'],
        [4, 'The incident is opened, from the error ratio of the platform.'],
        [17, 'The empty route list is found.'],
        [41, 'Both nodes run the version before; no call is refused.'],
      ].map(([minutes, what]) => `| ${after(Number(minutes)).toISOString().slice(11, 16)} | ${what} |`),
    ].join('\n'),
    impact:
      'Calls of every publisher were refused, most of them for search and maps, which are busiest at that hour. No data was lost: refused calls were never accepted.',
    usersAffected: cost.consumers,
    minutes: 41,
    revenueMicros: cost.revenueMicros,
    whys: [
      'Why were calls refused? Two of four nodes knew no routes.',
      'Why did they know none? They started before the list was written, and read an empty file.',
      'Why did an empty list not stop them? A node takes "no routes" for an answer; only a missing file is an error.',
      'Why were they sent calls? The health check asks whether the process answers, not whether it can do its work.',
      'Why was that check thought to be enough? It dates from when routes were compiled in. Nobody looked at it when they moved into a file.',
    ],
    rootCause: 'A node without routes counts as healthy. Readiness is not checked by what a node is there for.',
    lessons: [
      '- A health check asks for **the work**, not for the process.',
      '- An empty configuration is an error until somebody says otherwise.',
      '- Rollouts stop at the first node whose share of refused calls is above that of its neighbours.',
    ].join('\n'),
  })
  const work = [
    { title: 'The health check of gateway nodes asks for a route', dueOn: isoDay(after(3 * 24 * 60)) },
    { title: 'An empty route list stops a node from starting', dueOn: isoDay(after(4 * 24 * 60)) },
    { title: 'Rollouts compare a node’s refusals with its neighbours’', dueOn: isoDay(addDays(now, 6)) },
    { title: 'Move the gateway to another cloud', dueOn: null },
  ]
  const added = []
  // Half a minute apart, so that they stand in this order.
  for (const [index, one] of work.entries())
    added.push(await addFollowup(at(after(162 + index / 2)), incident.id, followupInput.parse({ ...one, ownerId: userId })))
  await incident.move(after(166), 'resolved')
  await reviewPostmortem(at(after(1_400)), incident.id, { version: 2 })
  await publishPostmortem(at(after(1_410)), incident.id, { version: 2 })
  const [proved, done, , never] = added
  const settled = addDays(after(0), 2)
  const quiet = await findQuietRule(sql, settled)
  if (proved && quiet) await prove(sql, { followupId: proved.id, incidentId: incident.id, ruleId: quiet, claimedAt: settled })
  if (done) await settleFollowup(at(settled), incident.id, done.id, { version: done.version, to: 'done' })
  if (never) {
    const reason = 'Both clouds had outages of that length last year. What it costs buys more elsewhere.'
    await settleFollowup(at(settled), incident.id, never.id, { version: never.version, to: 'not_doing', reason })
  }
}

/** A provider was down for 75 minutes. */
async function providerDown(at: At, after: (minutes: number) => Date, userId: string): Promise<void> {
  const incident = await open(at, after(7), {
    title: 'cartograph is down: map and address tools fail',
    severity: 3,
    startedAt: after(0),
    systems: [{ key: 'api', impact: 'degraded' }],
    coverage: 'provider',
    provider: 'cartograph',
    message: 'Tools that use cartograph fail. The cause is on their side; other tools are not affected.',
    public: true,
  })
  await incident.command(after(10), userId)
  await incident.say(after(12), 'Six tools of three publishers fail together; all name cartograph. Their status page says nothing yet.', {
    status: 'identified',
  })
  await incident.say(after(48), 'cartograph confirms an outage of its tile servers. We keep watching and write again within the hour.', { public: true })
  await incident.say(after(75), 'Calls that use cartograph are answered again.', { public: true, status: 'monitoring' })
  await incident.say(after(115), 'cartograph says it is over; so do our probes.', { public: true, status: 'resolved' })
}

/** A small thing that waited for the next business day. */
async function smallOne(at: At, from: Date, userId: string): Promise<void> {
  const after = (hours: number) => new Date(from.getTime() + hours * HOUR)
  const incident = await open(at, from, {
    title: 'Invoices of yesterday show the tax twice',
    severity: 4,
    systems: [{ key: 'mail', impact: 'degraded' }],
    message: '',
  })
  await incident.command(after(1.5), userId)
  await incident.say(after(2), 'Only the PDF is wrong; what was charged is right. 14 customers have it.', { status: 'identified' })
  await incident.say(after(20), 'The template is mended and the 14 invoices are sent again.', { status: 'monitoring' })
  const work = await addFollowup(
    at(after(21)),
    incident.id,
    followupInput.parse({ title: 'A test compares the PDF with the amounts', ownerId: userId, dueOn: isoDay(after(72)) }),
  )
  await settleFollowup(at(after(26)), incident.id, work.id, { version: work.version, to: 'done' })
  await incident.move(after(27), 'resolved')
}

/** What is open: answers are slow since an hour and a half. */
async function openOne(at: At, now: Date, userId: string): Promise<void> {
  const ago = (minutes: number) => new Date(now.getTime() - minutes * MINUTE)
  const incident = await open(at, ago(84), {
    title: 'Answers of language tools are slow',
    severity: 3,
    startedAt: ago(95),
    systems: [{ key: 'api', impact: 'degraded' }],
    message: 'Some tools answer more slowly than usual. We are looking into it.',
    public: true,
  })
  await incident.command(ago(82), userId)
  const alerts = await readPlatform(at(now), (tx) => listAlerts(tx, { of: 'everybody', now, open: true, sort: 'fired', limit: 50 }))
  const slow = alerts.filter(({ title }) => title.startsWith('Latency budget')).slice(0, 2)
  for (const { id } of slow) await attachAlert(at(ago(80)), incident.id, { alertId: id })
  await incident.say(ago(71), 'Half of the workers in eu-west wait for the embedding store. Its disks are full at 91 %.')
  const entries = await readPlatform(at(now), (tx) => listEntries(tx, incident.id))
  const wrong = entries.findLast(({ type }) => type === 'update')
  if (wrong)
    await correctEntry(at(ago(66)), incident.id, {
      seq: wrong.seq,
      body: 'Half of the workers in eu-central wait for the embedding store. Its disks are full at 91 %.',
    })
  await incident.say(ago(52), 'The cause is a store that is nearly full. It is moved to larger disks; until then some answers take a second longer.', {
    public: true,
    status: 'identified',
  })
  await incident.say(ago(17), 'Two of five disks are moved. Answers are a third faster than an hour ago; the rest takes until the evening.', { public: true })
}

/**
 * What the gateway's outage cost, from the rollups of those minutes: its calls are no longer kept one by one, so
 * that the job could not count them, and the incident is charged by the outage that the marketplace itself has.
 */
async function plantImpact(sql: ReservedSql, incidentId: string, { from, to, frozenAt }: { from: Date; to: Date; frozenAt: Date }) {
  await sql`
    insert into incident_impact_organizations (incident_id, organization_id, role, failed_calls, revenue_micros)
    select ${incidentId}, m.organization_id, 'publisher', sum(m.errors_platform),
      round(sum(m.errors_platform * m.revenue_micros::numeric / greatest(m.invocations - m.errors, 1)))
    from tool_metrics_5m m join organizations o on o.id = m.organization_id and o.simulated
    where m.bucket_at >= ${from} and m.bucket_at < ${to} and m.errors_platform > 0
    group by m.organization_id`
  const [cost] = await sql<{ consumers: number; revenueMicros: string }[]>`
    insert into incident_impacts (incident_id, consumers, failed_calls, revenue_micros, sla_minutes, computed_at, frozen_at)
    select ${incidentId},
      (select count(distinct u.consumer_id) from consumer_usage_daily u join organizations o on o.id = u.organization_id and o.simulated
        where u.day_at = ${startOfDay(from)} and u.errors > 0),
      coalesce(sum(failed_calls), 0), coalesce(sum(revenue_micros), 0), ${Math.round((to.getTime() - from.getTime()) / MINUTE)}::integer, ${frozenAt}, ${frozenAt}
    from incident_impact_organizations where incident_id = ${incidentId}
    returning consumers, revenue_micros as "revenueMicros"`
  return { consumers: cost?.consumers ?? 0, revenueMicros: Number(cost?.revenueMicros ?? 0) }
}

/** A rule of the simulated publishers that fired in none of the clean days; null: there is none. */
async function findQuietRule(sql: ReservedSql, from: Date): Promise<string | null> {
  const [rule] = await sql<{ id: string }[]>`
    select r.id from alert_rules r join organizations o on o.id = r.organization_id and o.simulated
    where r.deleted_at is null and r.enabled and r.created_at <= ${from}
      and not exists (
        select from alerts a where a.rule_id = r.id and a.fired_at < ${addDays(from, CLEAN_DAYS)} and coalesce(a.resolved_at, 'infinity') > ${from})
    order by o.name, r.name limit 1`
  return rule?.id ?? null
}

/**
 * Said to be done, and proved by a rule that stayed quiet. The job follow-incidents does this, but it would look at
 * every real incident as of that day as well; and staff choose among the platform's rules, of which there are none yet.
 */
async function prove(
  sql: ReservedSql,
  { followupId, incidentId, ruleId, claimedAt }: { followupId: string; incidentId: string; ruleId: string; claimedAt: Date },
) {
  const at = addDays(claimedAt, CLEAN_DAYS)
  const [proved] = await sql<{ title: string }[]>`
    update incident_followups
    set state = 'done', signal = jsonb_build_object('ruleId', ${ruleId}::text, 'cleanDays', ${CLEAN_DAYS}::integer), claimed_at = ${claimedAt}, settled_at = ${at}, version = version + 1, updated_at = ${at}
    where id = ${followupId} returning title`
  await sql`
    insert into incident_entries (incident_id, type, body, facts, at, recorded_at)
    values (${incidentId}, 'followup', ${proved?.title ?? ''}, jsonb_build_object('followupId', ${followupId}::text, 'to', 'proved'), ${at}, ${at})`
}
