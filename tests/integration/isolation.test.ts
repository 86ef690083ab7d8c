import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { withTenant } from '@/db/client'
import { sqlState } from '@/lib/errors'
import { useDatabase } from '../support/database'
import { listEntrances, publicFiles, unguardedActions } from '../support/entrances'

const database = useDatabase()

interface TenantTable {
  name: string
  /** Privileges of the tenant role. */
  readable: boolean
  insertable: boolean
}

/**
 * Values that a table's checks ask for; everything else is made up from the types of its columns.
 * A new table whose checks refuse what is made up fails the test until it stands here.
 */
const wanted: Record<string, Record<string, string>> = {
  api_keys: { origin: 'reported' },
  invitations: { role: 'member', status: 'pending' },
  outbox: { state: 'pending' },
  developer_health_scores: { score: '50' },
  consumer_health_scores: { score: '50' },
  quality_gates: { type: 'low_score' },
  anomaly_marks: { marks: `\\x${'00'.repeat(96)}` },
  planned_events: { to_at: '2999-01-01T00:00:00Z' },
  alert_rules: { kind: 'absence' },
  silences: { ends_at: '2999-01-01T00:00:00Z' },
}

let tables: TenantTable[]
let mine: string
let others: string

/** One row of a table for an organization, by the owner; foreign keys do not count here. */
async function fill(table: string, organizationId: string): Promise<void> {
  const columns = await database.owner()`
    select a.attname as name, format_type(a.atttypid, null) as type, t.typtype as kind, t.typcategory as category,
      (select e.enumlabel from pg_enum e where e.enumtypid = a.atttypid order by e.enumsortorder limit 1) as first_label
    from pg_attribute a join pg_type t on t.oid = a.atttypid
    where a.attrelid = ${table}::regclass and a.attnum > 0 and not a.attisdropped
      and a.attidentity = '' and a.attgenerated = ''
      and ((a.attnotnull and not a.atthasdef) or a.attname = any(${Object.keys(wanted[table] ?? {})}) or a.attname = 'organization_id')
    order by a.attnum`
  const values = columns.map(({ name, type, category, first_label }) => {
    if (name === 'organization_id') return organizationId
    const special = wanted[table]?.[String(name)]
    if (special !== undefined) return special
    if (first_label !== null) return String(first_label)
    if (category === 'A') return '{}'
    if (type === 'uuid') return crypto.randomUUID()
    if (category === 'D') return new Date().toISOString()
    if (category === 'N') return '1'
    if (category === 'B') return 'false'
    if (type === 'jsonb') return '{}'
    return `${table}-${crypto.randomUUID()}`
  })
  const names = columns.map(({ name }) => `"${String(name)}"`).join(', ')
  const placeholders = columns.map(({ type }, i) => `$${i + 1}::text::${String(type)}`).join(', ')
  await database.owner().begin(async (tx) => {
    await tx`set local session_replication_role = replica`
    await tx.unsafe(`insert into ${table} (${names}) values (${placeholders})`, values)
  })
}

beforeAll(async () => {
  const owner = database.owner()
  await owner`select ensure_partitions('invocations', now(), now()), ensure_partitions('tool_metrics_5m', now(), now()), ensure_partitions('tool_metrics_hourly', now(), now())`
  const [a, b] = await owner`insert into organizations (name, slug) values ('A', 'a'), ('B', 'b') returning id`
  mine = String(a?.id)
  others = String(b?.id)
  tables = (
    await owner`
      select c.relname as name,
        has_column_privilege('pulsegrid_app', c.oid, 'organization_id', 'select') as readable,
        has_table_privilege('pulsegrid_app', c.oid, 'insert') as insertable
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped
      where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
      order by c.relname`
  ).map((row) => ({ name: String(row.name), readable: row.readable === true, insertable: row.insertable === true }))
  for (const { name } of tables) {
    await fill(name, mine)
    await fill(name, others)
  }
})

/** What a statement of a tenant did: rows it touched, or the refusal. */
async function tryAs(organizationId: string, text: string): Promise<number | 'refused'> {
  try {
    return await withTenant(organizationId, async (tx) => (await tx.execute(sql.raw(text))).length)
  } catch (error) {
    if (sqlState(error) === '42501') return 'refused'
    throw error
  }
}

describe('rows', () => {
  it('of every tenant table exist for both organizations', async () => {
    expect(tables.length).toBeGreaterThan(25)
    for (const { name } of tables) {
      const [row] = await database.owner().unsafe(`select count(distinct organization_id)::int as organizations from ${name}`)
      expect(row?.organizations, name).toBeGreaterThanOrEqual(2)
    }
  })

  it('of another organization are never read, by any table that a tenant may read', async () => {
    for (const { name, readable } of tables) {
      // The consumer's side of consumer_usage_daily is another column, which is random here.
      const seen = await tryAs(mine, `select organization_id from ${name} where organization_id <> '${mine}'`)
      expect(seen, name).toBe(readable ? 0 : 'refused')
      const own = await tryAs(mine, `select organization_id from ${name}`)
      expect(own, name).toBe(readable ? 1 : 'refused')
    }
    expect(await tryAs(mine, 'select id from organizations')).toBe(1)
    expect(await tryAs(mine, `select id from organizations where id = '${others}'`)).toBe(0)
  })

  it('of another organization are never changed or deleted', async () => {
    for (const { name } of tables) {
      for (const act of [
        `update ${name} set organization_id = '${mine}' where organization_id = '${others}' returning 1`,
        `delete from ${name} where organization_id = '${others}' returning 1`,
      ]) {
        expect([0, 'refused'], act).toContain(await tryAs(mine, act))
      }
      const [row] = await database.owner().unsafe(`select count(*)::int as rows from ${name} where organization_id = '${others}'`)
      expect(row?.rows, name).toBe(1)
    }
  })

  it('are never written for, nor moved to, another organization', async () => {
    for (const { name, insertable } of tables) {
      if (insertable) expect(await tryAs(mine, `insert into ${name} (organization_id) values ('${others}') returning 1`).catch(notNull), name).toBe('refused')
      expect([0, 'refused'], name).toContain(await tryAs(mine, `update ${name} set organization_id = '${others}' returning 1`))
    }
  })

  it('are hidden altogether from a transaction without an organization', async () => {
    for (const { name, readable } of tables) {
      if (!readable) continue
      const rows = await database.owner().begin(async (tx) => {
        await tx`set local role pulsegrid_app`
        return tx.unsafe(`select 1 from ${name}`)
      })
      expect(rows.length, name).toBe(0)
    }
  })

  it('of people show the members of the own organization, without their secrets', async () => {
    const owner = database.owner()
    const [insider] = await owner`insert into users (name, email) values ('In', 'in@example.com') returning id`
    await owner`insert into users (name, email) values ('Out', 'out@example.com')`
    await owner`insert into members (organization_id, user_id, role) values (${mine}, ${String(insider?.id)}, 'member')`
    expect(await tryAs(mine, 'select email from users')).toBe(1)
    expect(await tryAs(others, 'select email from users')).toBe(0)
    for (const table of ['sessions', 'accounts', 'verifications', 'two_factors', 'rate_limits', 'setup_tokens']) {
      expect(await tryAs(mine, `select 1 from ${table}`), table).toBe('refused')
    }
    expect(await tryAs(mine, 'select platform_role from users')).toBe('refused')
  })
})

// The insert names no other column, so a table whose checks come first answers with those: no row either.
function notNull(error: unknown): string {
  return sqlState(error) === '23502' || sqlState(error) === '23514' ? 'refused' : String(error)
}

describe('entrances', () => {
  const entrances = listEntrances()

  it('are found', () => expect(entrances.length).toBeGreaterThan(20))

  it('all say who may come in', () => {
    expect(entrances.filter((entrance) => entrance.rule === null && entrance.kind !== 'action').map((entrance) => entrance.file)).toEqual([])
  })

  it('of the dashboard are for tenants, of the staff pages for a named permission', () => {
    for (const { file, path, rule, kind } of entrances) {
      if (kind === 'action') continue
      if (path === '/dashboard/choose') expect(rule, file).toBe('person')
      else if (path.startsWith('/dashboard') || path.startsWith('/api/dashboard')) expect(rule, file).toBe('tenant')
      else if (path.startsWith('/admin') || path.startsWith('/api/admin')) expect(rule, file).toBe('staff')
    }
  })

  it('that change something ask who it is, each action by itself', () => {
    const open = entrances
      .filter((entrance) => entrance.kind === 'action' && entrance.rule !== 'public')
      .flatMap((entrance) => unguardedActions(entrance.file).map((name) => `${entrance.file}: ${name}`))
    expect(open).toEqual([])
  })

  it('are open on purpose only: the list names no file that is gone', () => {
    const files = new Set(entrances.map((entrance) => entrance.file))
    const landing = ['app/page.tsx', 'app/(public)/page.tsx']
    expect(publicFiles.filter((file) => !files.has(file) && !landing.includes(file))).toEqual([])
  })
})

describe('code for tenants', () => {
  const sources = (folder: string) =>
    readdirSync(join(process.cwd(), folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name))
      .map((entry) => ({
        file: join(entry.parentPath, entry.name).slice(process.cwd().length + 1),
        text: readFileSync(join(entry.parentPath, entry.name), 'utf8'),
      }))

  it('reads with the tenant’s rights only: no dashboard page takes the platform’s', () => {
    const offenders = [...sources('app/dashboard'), ...sources('app/api').filter(({ file }) => file.startsWith('app/api/dashboard'))]
      .filter(({ text }) => /\b(readPlatform|withPlatform|authDatabase|reserveConnection)\b/.test(text))
      .map(({ file }) => file)
    expect(offenders).toEqual([])
  })

  it('has queries that are handed their transaction and open none with more rights', () => {
    const offenders = ['tools', 'metrics', 'usage', 'scores', 'anomalies', 'peers', 'probes']
      .flatMap((domain) => sources(`lib/${domain}`))
      .filter(({ file, text }) => /queries/.test(file) && /\b(withPlatform|authDatabase|reserveConnection)\b/.test(text))
      .map(({ file }) => file)
    expect(offenders).toEqual([])
  })
})
