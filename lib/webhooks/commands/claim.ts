import { type SQL, sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'

/** A send in this process's hands, with all that an attempt needs. */
export interface ClaimedSend {
  id: string
  organizationId: string
  endpointId: string
  messageId: string
  type: string
  url: string
  body: string
  /** 1 for the first. */
  attempt: number
  /** Who holds it; records of failures count only while it is ours. */
  claim: string
  /** Signing secrets as they are stored, the current one first. */
  secrets: { id: string; sealed: string }[]
  /** Of the simulated marketplace: nothing leaves the machine. */
  simulated: boolean
}

export interface ClaimOptions {
  claim: string
  now: Date
  limit: number
  /** Which endpoints: those that have been failing, or the others. */
  failing: boolean
  /** Sends of one endpoint that may be under way at once, counted over all processes. */
  perEndpoint: number
  claimSeconds: number
}

/**
 * Takes sends that are due, at most so many of one endpoint, those that wait longest first. Not
 * claimed by anybody, or by somebody whose claim ran out; two senders skip each other's rows.
 */
export function claimSends({ claim, now, limit, failing, perEndpoint, claimSeconds }: ClaimOptions): Promise<ClaimedSend[]> {
  return withPlatform(async (tx) => {
    const free = sql`s.state in ('pending', 'sending') and s.next_attempt_at <= ${now} and (s.lease_until is null or s.lease_until <= clock_timestamp())`
    return take(
      tx,
      { claim, now, claimSeconds },
      sql`
      with lane as (
        select h.endpoint_id, ${perEndpoint} - (
            select count(*) from webhook_sends busy
            where busy.endpoint_id = h.endpoint_id and busy.state = 'sending' and busy.lease_until > clock_timestamp()
          ) as room
        from webhook_endpoint_health h
        join webhook_endpoints e on e.id = h.endpoint_id
        where e.active and h.disabled_at is null and (h.failing_since is not null) = ${failing}
          and exists (select from webhook_sends s where s.endpoint_id = h.endpoint_id and ${free})
      ),
      due as (
        select s.id
        from lane
        cross join lateral (
          select s.id, s.next_attempt_at from webhook_sends s
          where s.endpoint_id = lane.endpoint_id and ${free}
          order by s.next_attempt_at, s.id
          limit greatest(lane.room, 0)
          for update skip locked
        ) s
        order by s.next_attempt_at, s.id
        limit ${limit}
      )`,
    )
  })
}

/**
 * Takes one send that was made in this very transaction, whatever its endpoint's state.
 * @throws Error when there is no such send
 */
export async function claimOne(tx: Tx, { id, ...hold }: Hold & { id: string }): Promise<ClaimedSend> {
  const [send] = await take(tx, hold, sql`with due as (select ${id}::uuid as id)`)
  if (!send) throw new Error(`there is no send ${id} to claim`)
  return send
}

type Hold = Pick<ClaimOptions, 'claim' | 'now' | 'claimSeconds'>

/** Claims the sends whose ids the statement's `due` names. */
async function take(tx: Tx, { claim, now, claimSeconds }: Hold, due: SQL): Promise<ClaimedSend[]> {
  const rows = await tx.execute<{
    id: string
    organization_id: string
    endpoint_id: string
    message_id: string
    type: string
    url: string
    body: string
    attempts: number
    secrets: ClaimedSend['secrets'] | null
    simulated: boolean
  }>(sql`
    ${due}
    update webhook_sends s
    set state = 'sending', attempts = s.attempts + 1, lease_owner = ${claim}, lease_until = clock_timestamp() + make_interval(secs => ${claimSeconds})
    from due, webhook_messages m, webhook_endpoints e, organizations o
    where s.id = due.id and m.id = s.message_id and e.id = s.endpoint_id and o.id = s.organization_id
    returning s.id, s.organization_id, s.endpoint_id, s.message_id, m.type, e.url, m.body, s.attempts, o.simulated, ${liveSecrets(now)} as secrets`)
  return rows.map((row) => ({
    id: row.id,
    organizationId: row.organization_id,
    endpointId: row.endpoint_id,
    messageId: row.message_id,
    type: row.type,
    url: row.url,
    body: row.body,
    attempt: row.attempts,
    claim,
    secrets: row.secrets ?? [],
    simulated: row.simulated,
  }))
}

/** The secrets that sign at a moment for the endpoint of `s`, as JSON, the current one first. */
function liveSecrets(now: Date) {
  return sql`(
    select json_agg(json_build_object('id', k.id, 'sealed', k.sealed) order by k.expires_at desc nulls first)
    from webhook_secrets k
    where k.endpoint_id = s.endpoint_id and (k.expires_at is null or k.expires_at > ${now})
  )`
}
