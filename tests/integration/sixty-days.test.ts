import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { withPlatform } from '@/db/client'
import { searchSchema } from '@/lib/directory/model'
import { searchListings } from '@/lib/directory/queries/search'
import { approveExemption, requestExemption } from '@/lib/gates/commands/exemptions'
import { closeFaultWindow, openFaultWindow } from '@/lib/ingest/commands/fault-windows'
import { addDays, DAY, HOUR } from '@/lib/time'
import { useDatabase } from '../support/database'
import { jobContext } from '../support/ingest'
import { createPerson } from '../support/people'
import { cast, DAYS, DOUBLED_DAY, DOWN_DAY, digests, ledger, showings, start } from '../support/sixty-days/cast'
import { live } from '../support/sixty-days/life'
import { addConsumer, joinPublisher, type Publisher, sendCalls, sendPurchase, settle } from '../support/sixty-days/marketplace'

const database = useDatabase()
const { owner } = database
let health: Server
let healthy = true
let publishers: Publisher[] = []

const dayOf = (at: Date) => Math.floor((at.getTime() - start.getTime()) / DAY)
const isAt = (at: Date, day: number, hour: number) => at.getTime() === start.getTime() + day * DAY + hour * HOUR
const lines = (table: string) => table.trim().split('\n')

beforeAll(async () => {
  process.env.LOG_LEVEL = 'silent'
  process.env.BETTER_AUTH_SECRET = 'a secret of the tests, 32 characters'
  health = createServer((_, answer) => answer.writeHead(healthy ? 200 : 503).end())
  await new Promise<void>((resolve) => health.listen(0, '127.0.0.1', resolve))
  const { port } = health.address() as AddressInfo
  process.env.SAFE_FETCH_ALLOW = `127.0.0.1:${port}`
  publishers = cast(`http://127.0.0.1:${port}/health`)
  await settle(owner(), publishers, start)
  for (let day = -25; day < 0; day += 5) await reviewFir(addDays(start, day))
  await addConsumer(owner(), { name: 'ivy', zone: 'Europe/Berlin', budget: 40, joinedAt: addDays(start, -100) })
})

afterAll(() => {
  health.close()
})

it('every mail, badge and rank of sixty days is there, and no other', { timeout: 1_800_000 }, async () => {
  const shown = new Map<string, string>()
  const seen: string[] = []
  const wrongOrder: string[] = []
  await live({
    from: start,
    to: addDays(start, DAYS),
    lookAtHour: 6,
    isDown: (at) => dayOf(at) === DOWN_DAY,
    isDoubled: (at) => dayOf(at) === DOUBLED_DAY,
    facts: async (at) => {
      await sendCalls(publishers, start, at)
      // Two purchases a day, a dollar each, from ivy.
      if (at.getUTCHours() === 10 || at.getUTCHours() === 16) await sendPurchase('ivy', 'alder', 1, at)
      await happenings(at)
    },
    look: async (at) => {
      const rows = await owner()<{ slug: string; standing: string; badges: string[] }[]>`select slug, standing, badges from directory_listings order by slug`
      for (const { slug, standing, badges } of rows) {
        const words = [standing === 'normal' ? '' : standing, ...badges].filter(Boolean).join(' ') || '-'
        if (words !== (shown.get(slug) ?? '-')) seen.push(`${dayOf(at)} ${slug} ${words}`)
        shown.set(slug, words)
      }
      wrongOrder.push(...(await orderMistakes(at, rows)))
    },
  })
  const mails = await owner()<{ at: Date; organization: string; template: string; detail: string | null; state: string }[]>`
    select o.created_at as at, coalesce(g.slug, '?') as organization, o.template, o.state::text,
      coalesce('gate ' || q.type || ' ' || n.step, 'usage-warning ' || case when l.key like '%:over' then 'over' else w.level || ' %' end) as detail
    from outbox o
    left join organizations g on g.id = o.organization_id
    left join notification_log l on l.outbox_id = o.id
    left join gate_notices n on o.template = 'gate-warning' and n.id::text = l.key
    left join quality_gates q on q.id = n.gate_id
    left join usage_warnings w on o.template = 'usage-warning' and w.id::text = split_part(l.key, ':', 1)
    order by o.created_at, 2, coalesce(q.type::text, o.template)`
  const told = mails.map(
    ({ at, organization, template, detail }) => `${dayOf(at)} ${String(at.getUTCHours()).padStart(2, '0')} ${organization} ${detail ?? template}`,
  )
  const isDigest = (line: string) => line.endsWith('weekly-digest')
  const isDaily = (line: string) => line.endsWith('admin-daily-digest')
  // Together, so that one look tells everything that differs.
  expect({
    unsent: mails.filter(({ state }) => state !== 'sent'),
    told: told.filter((line) => !isDigest(line) && !isDaily(line)),
    digests: told.filter(isDigest),
    daily: told.filter(isDaily),
    shown: seen,
    wrongOrder,
  }).toEqual({ unsent: [], told: lines(ledger), digests: digests(), daily: dailies(), shown: lines(showings), wrongOrder: [] })
})

/** The one on the staff, who came on day 14, is told of every day at nine but of the one on which nothing ran. */
function dailies(): string[] {
  return Array.from({ length: DAYS - 15 }, (_, n) => 15 + n).flatMap((day) => (day === DOWN_DAY ? [] : [`${day} 09 ? admin-daily-digest`]))
}

/** What people and the platform do in these days. */
async function happenings(at: Date): Promise<void> {
  healthy = !(at >= new Date(addDays(start, 5).getTime() + 12 * HOUR) && at < new Date(addDays(start, 9).getTime() + 12 * HOUR))
  const ctx = jobContext(at)
  if (isAt(at, 13, 0)) await openFaultWindow(ctx, { kind: 'platform', source: 'inc-1', label: 'INC-1', severity: 3, routes: ['/gorse'], fromAt: at })
  if (isAt(at, 15, 0)) await closeFaultWindow(ctx, { source: 'inc-1', toAt: at })
  if (isAt(at, 37, 12)) await openFaultWindow(ctx, { kind: 'upstream', source: 'inc-2', label: 'INC-2', severity: 2, provider: 'acme', fromAt: at })
  if (isAt(at, 39, 12)) await closeFaultWindow(ctx, { source: 'inc-2', toAt: at })
  if (isAt(at, 20, 15)) await joinPublisher(owner(), 'juniper', at)
  // Joins, and has everything done before the first day is over: no reminder.
  if (isAt(at, 20, 10)) await addConsumer(owner(), { name: 'larch', zone: 'UTC', budget: 500, joinedAt: at, complete: true })
  if (isAt(at, 20, 16)) await sendPurchase('larch', 'alder', 0.01, at)
  if (isAt(at, 29, 10)) await owner()`update consumers set budget_micros = 200000000 where external_id = 'ivy'`
  if (at.getUTCHours() === 2 && dayOf(at) % 5 === 0) await reviewFir(at)
  if (isAt(at, 50, 12))
    await owner()`update developers set stripe_connect_active = true, two_factor_enabled = true, budget_controls_enabled = true where external_id = 'fir'`
  if (isAt(at, 12, 10)) await askForExemption(at)
  if (isAt(at, 14, 12)) await exempt(at)
}

async function reviewFir(at: Date): Promise<void> {
  await owner()`
    insert into reviews (organization_id, tool_id, external_id, rating, body, posted_at)
    select organization_id, id, ${`fir-${at.toISOString()}`}, 1, 'Slow.', ${at} from tools where external_id = 'fir'`
}

async function askForExemption(at: Date): Promise<void> {
  const [row] = await owner()<{ organization: string; tool: string; user: string }[]>`
    select t.organization_id as organization, t.id as tool, m.user_id as "user" from tools t join members m on m.organization_id = t.organization_id where t.slug = 'iris'`
  if (!row) throw new Error('iris is not there')
  const actor = { kind: 'user', userId: row.user, sessionId: row.user, platformRole: null, organizationId: row.organization, memberRole: 'owner' } as const
  await requestExemption(
    { ...jobContext(at), actor, organizationId: row.organization },
    { type: 'error_rate_elevated', toolId: row.tool, reason: 'The provider is replacing its model.', evidence: '', until: addDays(start, 40) },
  )
}

async function exempt(at: Date): Promise<void> {
  const [pending] = await owner()<{ id: string }[]>`select id from gate_exemptions where state = 'pending'`
  const staff = await createPerson({ platformRole: 'admin' })
  await approveExemption({ ...jobContext(at), actor: staff.actor }, { id: pending?.id ?? '', reason: 'Agreed.', until: addDays(start, 40) })
}

/** Where the directory's own search for what they all are does not list those that may be listed, the deprioritised last. */
async function orderMistakes(at: Date, rows: { slug: string; standing: string }[]): Promise<string[]> {
  const { listings } = await withPlatform((tx) => searchListings(tx, searchSchema.parse({ q: 'converter' })), { accessMode: 'read only' })
  const found = listings.map(({ slug }) => slug)
  const standing = new Map(rows.map((row) => [row.slug, row.standing]))
  const listed = rows.filter((row) => row.standing === 'normal' || row.standing === 'deprioritised').map(({ slug }) => slug)
  const last = found.findIndex((slug) => standing.get(slug) === 'deprioritised')
  const behind = last === -1 ? [] : found.slice(last).filter((slug) => standing.get(slug) !== 'deprioritised')
  return [
    ...(listed.sort().join() === [...found].sort().join() ? [] : [`${dayOf(at)} lists ${found.join()} instead of ${listed.join()}`]),
    ...behind.map((slug) => `${dayOf(at)} ${slug} stands behind a deprioritised tool`),
  ]
}
