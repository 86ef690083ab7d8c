import type postgres from 'postgres'

export interface LineSeed {
  id: string
  at: Date
  level?: string
  message?: string
  service?: string | null
  requestId?: string | null
  organizationId?: string | null
  fields?: Record<string, unknown> | null
}

/** Writes lines as ingest does, days included. */
export async function seedLines(owner: postgres.Sql, lines: LineSeed[]): Promise<void> {
  const rows = lines.map(({ id, at, level = 'info', message = 'm', service = null, requestId = null, organizationId = null, fields = null }) => ({
    external_id: id,
    at: at.toISOString(),
    level,
    message,
    service,
    request_id: requestId,
    organization_id: organizationId,
    fields,
  }))
  const days = new Set(lines.map(({ at }) => at.toISOString().slice(0, 10)))
  for (const day of days) await owner`select ensure_partitions('log_lines', ${day}::date, ${day}::date)`
  await owner`
    insert into log_lines (external_id, at, level, message, service, request_id, organization_id, fields)
    select * from jsonb_to_recordset(${owner.json(rows as postgres.JSONValue)}) as l
      (external_id text, at timestamptz, level text, message text, service text, request_id text, organization_id uuid, fields jsonb)`
}
