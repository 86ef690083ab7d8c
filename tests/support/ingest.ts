import { gzipSync } from 'node:zlib'
import type postgres from 'postgres'
import { newKey } from '@/lib/auth/keys/model'
import type { Context } from '@/lib/auth/model'
import { newId } from '@/lib/ids'

/** A publisher with tools, as the owner of the database writes them. */
export interface SeededPublisher {
  organizationId: string
  developerId: string
  /** External ids. */
  tools: string[]
}

/** Makes a publisher whose tools have the external ids `<name>/tool-1` and so on. */
export async function seedPublisher(owner: postgres.Sql, name: string, toolCount = 1): Promise<SeededPublisher> {
  const organizationId = newId()
  const developerId = newId()
  await owner`insert into organizations (id, external_id, name, slug) values (${organizationId}, ${name}, ${name}, ${name})`
  await owner`insert into developers (id, organization_id, external_id) values (${developerId}, ${organizationId}, ${name})`
  const tools = Array.from({ length: toolCount }, (_, i) => `${name}/tool-${i + 1}`)
  for (const tool of tools) {
    await owner`insert into tools (organization_id, developer_id, external_id, slug, name)
      values (${organizationId}, ${developerId}, ${tool}, ${tool.replaceAll('/', '-')}, ${tool})`
  }
  return { organizationId, developerId, tools }
}

/** An ingest key of an organization, or of the platform; returns the secret. */
export async function seedKey(owner: postgres.Sql, organizationId: string | null, scopes: string[] = ['ingest:write']): Promise<string> {
  const { key, prefix, secretHash } = newKey()
  await owner`insert into api_keys (organization_id, origin, name, prefix, secret_hash, scopes)
    values (${organizationId}, 'issued', 'test', ${prefix}, ${secretHash}, ${scopes})`
  return key
}

/** One call as a sender writes it. */
export function callRow(tool: string, overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: newId(),
    tool,
    consumer: 'consumer-1',
    occurredAt: new Date(Date.now() - 60_000).toISOString(),
    status: 200,
    latencyMs: 120,
    cost: 0.002,
    ...overrides,
  }
}

/** A POST of lines; objects are written as JSON, strings as they are. */
export function linesRequest(key: string, rows: unknown[], options: { gzip?: boolean; contentType?: string; path?: string } = {}): Request {
  const text = rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n')
  const body = options.gzip ? gzipSync(text) : text
  return new Request(`http://localhost/api/ingest/${options.path ?? 'invocations'}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': options.contentType ?? 'application/x-ndjson',
      ...(options.gzip ? { 'content-encoding': 'gzip' } : {}),
    },
    body,
  })
}

/** A context for commands in tests. */
export function jobContext(now = new Date()): Context {
  return { actor: { kind: 'job', job: 'test' }, now, requestId: 'test', ip: null }
}
