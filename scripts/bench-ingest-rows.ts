import type postgres from 'postgres'
import { newKey } from '@/lib/auth/keys/model'
import { newId } from '@/lib/ids'

// The rows that bench:ingest and chaos:ingest send: a marketplace of 200 tools and 2,000 callers
// whose calls of the last hour arrive in order, three of a hundred failing.

const PUBLISHERS = 20
const TOOLS = 200
const CONSUMERS = 2000
const SPREAD_MS = 3_500_000

export interface Marketplace {
  tools: { externalId: string; id: string; organizationId: string }[]
  consumers: { externalId: string; id: string }[]
  /** Secret of a platform key that may ingest. */
  key: string
}

/** One call with everything that a raw COPY needs as well. */
export interface BenchCall {
  id: string
  tool: number
  consumer: number
  occurredAt: string
  failed: boolean
  latencyMs: number
  session: number
}

/** Writes publishers, tools, callers and a key. */
export async function createMarketplace(owner: postgres.Sql): Promise<Marketplace> {
  const organizations = Array.from({ length: PUBLISHERS + CONSUMERS }, (_, i) => ({ id: newId(), name: `organization ${i}`, slug: `organization-${i}` }))
  await owner`insert into organizations ${owner(organizations)}`
  const publishers = organizations.slice(0, PUBLISHERS).map(({ id }) => ({ id: newId(), organization_id: id }))
  await owner`insert into developers ${owner(publishers)}`
  const tools = Array.from({ length: TOOLS }, (_, i) => {
    const publisher = publishers[i % PUBLISHERS] as (typeof publishers)[number]
    return {
      id: newId(),
      organization_id: publisher.organization_id,
      developer_id: publisher.id,
      external_id: `tool-${i}`,
      slug: `tool-${i}`,
      name: `Tool ${i}`,
    }
  })
  await owner`insert into tools ${owner(tools)}`
  const consumers = organizations.slice(PUBLISHERS).map(({ id }, i) => ({ id: newId(), organization_id: id, external_id: `consumer-${i}` }))
  await owner`insert into consumers ${owner(consumers)}`
  const { key, prefix, secretHash } = newKey()
  await owner`insert into api_keys (origin, name, prefix, secret_hash, scopes) values ('issued', 'bench', ${prefix}, ${secretHash}, ${['ingest:write']})`
  return {
    tools: tools.map(({ id, external_id, organization_id }) => ({ id, externalId: external_id, organizationId: organization_id })),
    consumers: consumers.map(({ id, external_id }) => ({ id, externalId: external_id })),
    key,
  }
}

/** So many calls of the last hour, in order. */
export function createCalls(count: number): BenchCall[] {
  const from = Date.now() - SPREAD_MS - 60_000
  return Array.from({ length: count }, (_, i) => {
    const at = from + Math.floor((i * SPREAD_MS) / count)
    return {
      id: newId(at),
      tool: (i * 31) % TOOLS,
      consumer: (i * 7) % CONSUMERS,
      occurredAt: new Date(at).toISOString(),
      failed: i % 33 === 0,
      latencyMs: ((i * 7919) % 30_000) / 10,
      session: i % 5000,
    }
  })
}

/** The calls as lines of JSON, so many a body. */
export function toBodies(calls: BenchCall[], batch: number, { tools, consumers }: Marketplace): Buffer[] {
  const lines = calls.map((call) =>
    JSON.stringify({
      id: call.id,
      tool: tools[call.tool]?.externalId,
      consumer: consumers[call.consumer]?.externalId,
      occurredAt: call.occurredAt,
      status: call.failed ? 500 : 200,
      latencyMs: call.latencyMs,
      cost: 0.0012,
      ...(call.failed ? { errorCode: 'internal' } : {}),
      apiKeyPrefix: 'pk_live_ab12',
      sessionFingerprint: `session-${call.session}`,
    }),
  )
  return chunk(lines, batch).map((part) => Buffer.from(`${part.join('\n')}\n`))
}

/** Columns that a raw COPY of the calls fills. */
export const COPIED_COLUMNS =
  'id, tool_id, organization_id, consumer_id, occurred_at, cost_micros, latency_ms, outcome, fault, status_code, excused, fault_stated, error_code, api_key_prefix, session_fingerprint'

/** The calls as the text form of COPY. */
export function toCopyText(calls: BenchCall[], { tools, consumers }: Marketplace): Buffer {
  let text = ''
  for (const call of calls) {
    const tool = tools[call.tool]
    text += `${call.id}\t${tool?.id}\t${tool?.organizationId}\t${consumers[call.consumer]?.id}\t${call.occurredAt}\t1200\t${call.latencyMs}\t`
    text += call.failed ? 'error\tdeveloper\t500\tf\tf\tinternal' : 'ok\t\\N\t200\tf\tf\t\\N'
    text += `\tpk_live_ab12\tsession-${call.session}\n`
  }
  return Buffer.from(text)
}

/** Slices of so many. */
export function chunk<T>(list: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size))
}
