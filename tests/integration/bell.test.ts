import { beforeAll, describe, expect, it } from 'vitest'
import { withPlatform, withTenant } from '@/db/client'
import { markAlertsSeen } from '@/lib/alerts/commands/mark-seen'
import { MOST_UNSEEN } from '@/lib/alerts/most-unseen'
import { countUnseen, listNewest } from '@/lib/alerts/queries/bell'
import type { UserActor } from '@/lib/auth/model'
import { useDatabase } from '../support/database'
import { createOrganization, createPerson } from '../support/people'

const database = useDatabase()
const now = new Date('2026-05-04T12:00:00Z')
const context = (actor: UserActor) => ({ actor, now, requestId: 'test', ip: null })

let mine: string
let others: string
let member: UserActor
let colleague: UserActor
let staff: UserActor

beforeAll(async () => {
  mine = (await createOrganization()).id
  others = (await createOrganization()).id
  member = (await createPerson({ organizationId: mine })).actor
  colleague = (await createPerson({ organizationId: mine })).actor
  staff = (await createPerson({ platformRole: 'read_only' })).actor
})

async function happen(organizationId: string | null, types: string[], at = now): Promise<number> {
  const owner = database.owner()
  const [alert] = await owner`insert into alerts (organization_id, fingerprint, severity, title, labels, started_at, fired_at)
    values (${organizationId}, ${crypto.randomUUID()}, 'critical', 'Error ratio above 5 %', '{}', ${at}, ${at}) returning id`
  let seq = 0
  for (const type of types) {
    const [event] =
      await owner`insert into alert_events (alert_id, organization_id, type, at) values (${String(alert?.id)}, ${organizationId}, ${type}, ${at}) returning seq::int`
    seq = Number(event?.seq)
  }
  return seq
}

const unseen = (actor: UserActor) => withTenant(mine, async (tx) => (await countUnseen(tx, { userId: actor.userId, organizationId: mine }, now)).unseen)

describe('the bell', () => {
  it('counts what happened to the organization’s alerts, not what people did, not what is of others or old', async () => {
    expect(await unseen(member)).toBe(0)
    await happen(mine, ['fired', 'acknowledged', 'escalated', 'resolved', 'dismissed'])
    await happen(mine, ['fired'], new Date('2026-01-01T00:00:00Z'))
    await happen(others, ['fired'])
    await happen(null, ['fired'])
    expect(await unseen(member)).toBe(3)
  })

  it('is seen by each person for themselves, never back to what was seen before', async () => {
    const seq = await happen(mine, ['fired'])
    await markAlertsSeen(context(member), mine, seq)
    await markAlertsSeen(context(member), mine, 1)
    expect(await unseen(member)).toBe(0)
    expect(await unseen(colleague)).toBe(4)
    await happen(mine, ['rearmed'])
    expect(await unseen(member)).toBe(1)
    const [newest, before] = await withTenant(mine, (tx) => listNewest(tx, { userId: member.userId, organizationId: mine }))
    expect([newest?.type, newest?.unseen, before?.type, before?.unseen]).toEqual(['rearmed', true, 'fired', false])
  })

  it('of the platform is the staff’s', async () => {
    const read = () => withPlatform((tx) => countUnseen(tx, { userId: staff.userId, organizationId: null }, now))
    expect((await read()).unseen).toBe(1)
    await markAlertsSeen(context(staff), null, (await read()).newestSeq)
    expect((await read()).unseen).toBe(0)
    await expect(markAlertsSeen(context(member), null, 1)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(markAlertsSeen(context(member), others, 1)).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('stops counting where nobody would go on, and shows ten', async () => {
    await happen(
      mine,
      Array.from({ length: MOST_UNSEEN + 5 }, () => 'fired'),
    )
    expect(await unseen(member)).toBe(MOST_UNSEEN)
    expect(await withTenant(mine, (tx) => listNewest(tx, { userId: member.userId, organizationId: mine }))).toHaveLength(10)
  })
})
