import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { withPlatform } from '@/db/client'
import type { Context, UserActor } from '@/lib/auth/model'
import { findTenantFrame, readStaffFrame } from '@/lib/frame/queries'
import { readPlatform, readTenant } from '@/lib/http/read'
import { seedTools } from '../support/calls'
import { useDatabase } from '../support/database'
import { createPerson } from '../support/people'
import { addIncident } from '../support/status'

const database = useDatabase()
const now = new Date('2026-05-04T12:00:00Z')

let mine: string
let others: string
let member: UserActor
let staff: UserActor
const context = (actor: UserActor): Context & { actor: UserActor } => ({ actor, now, requestId: 'test', ip: null })
const tenantFrame = (organizationId: string, of = mine) =>
  readTenant({ organizationId: of }, (tx) => findTenantFrame(tx, { organizationId, userId: member.userId, now }))
const staffFrame = () => readPlatform(context(staff), (tx) => readStaffFrame(tx, { userId: staff.userId, now }))

/** A publisher with a gate in each state. */
async function publisher(): Promise<string> {
  const owner = database.owner()
  const { organization, developer, tools } = await seedTools(owner, 3)
  for (const [at, state] of ['grace', 'applied', 'lifted'].entries()) {
    await owner`
      insert into quality_gates (organization_id, developer_id, tool_id, type, state, triggered_at, applies_at, applied_at, lifted_at, lift_reason, evidence, checked_at)
      values (${organization}, ${developer}, ${tools[at] ?? ''}, 'error_rate_elevated', ${state}, ${now}, ${now}, ${state === 'applied' ? now : null},
        ${state === 'lifted' ? now : null}, ${state === 'lifted' ? 'healed' : null}, '{}', ${now})`
  }
  return organization
}

beforeAll(async () => {
  mine = await publisher()
  others = await publisher()
  member = (await createPerson({ organizationId: mine })).actor
  staff = (await createPerson({ platformRole: 'admin' })).actor
})

describe('what stands around every page', () => {
  it('of an organization counts what is its own, and nothing of another’s', async () => {
    const owner = database.owner()
    const [before] = await owner`select name from organizations where id = ${mine}`
    expect(await tenantFrame(mine)).toEqual({
      name: before?.name,
      simulated: false,
      shiftedWeeks: null,
      anomalies: 0,
      gates: 2,
      bell: { unseen: 0, newestSeq: 0 },
    })
    // Row-level security hides another's whole frame, whatever the statement asks for.
    expect(await tenantFrame(others)).toBeNull()
  })

  it('of the staff counts all organizations, and open incidents of the two gravest severities', async () => {
    await database.owner()`insert into organizations (name, slug, simulated) values ('Shown', 'shown', true)`
    const before = await staffFrame()
    expect(before).toMatchObject({ simulated: 1, grave: 0, exemptions: 0, anomalies: 0, bell: { unseen: 0, newestSeq: 0 } })
    for (const severity of [1, 2, 3]) await addIncident(database.owner(), { title: 'Slow', severity, startedAt: now })
    await addIncident(database.owner(), { title: 'Over', severity: 1, startedAt: now, resolvedAt: now })
    expect(await staffFrame()).toMatchObject({ organizations: before.organizations, grave: 2 })
  })
})

describe('looking', () => {
  it('writes nothing, whatever is asked', async () => {
    const rename = readPlatform(context(staff), (tx) => tx.execute(`update organizations set name = 'Mine now'`))
    await expect(rename).rejects.toMatchObject({ cause: { code: '25006' } })
    const asTenant = readTenant({ organizationId: mine }, (tx) => tx.execute(`update organizations set name = 'Mine now'`))
    await expect(asTenant).rejects.toMatchObject({ cause: { code: '25006' } })
    expect(await withPlatform((tx) => tx.execute(`select 1 from organizations where name = 'Mine now'`))).toHaveLength(0)
  })

  it('goes on when a table has changed under the running app', async () => {
    const owner = database.owner()
    await owner`create table changing as select 1 as a`
    await owner`grant select on changing to pulsegrid_platform`
    const look = () => readPlatform(context(staff), async (tx) => [...(await tx.execute(sql`select * from changing where a < ${5}::int`))])
    for (let time = 0; time < 40; time++) expect(await look()).toEqual([{ a: 1 }])
    await owner`alter table changing add column b int default 2`
    for (let time = 0; time < 40; time++) expect(await look()).toEqual([{ a: 1, b: 2 }])
    await owner`drop table changing`
  })

  it('gives each organization its own rows, though the statement is parsed once', async () => {
    const asked = Array.from({ length: 60 }, (_, at) => (at % 2 === 0 ? mine : others))
    const found = await Promise.all(asked.map((organization) => readTenant({ organizationId: organization }, (tx) => tx.query.organizations.findMany())))
    expect(found.map((rows) => rows.map(({ id }) => id))).toEqual(asked.map((id) => [id]))
  })
})
