import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { startOfDay } from '@/lib/time'
import type { Fact, FactShape } from '../../events/fact'
import { externalIdOf } from '../../events/fold'
import { shapes } from '../../events/shapes'
import type { RefusalReason, Sender } from '../../model'

/** A fact that was not stored, by its index, and why. */
export interface Failure {
  index: number
  reason: RefusalReason
  message: string
}

type Shaped = keyof typeof shapes

/**
 * Stores facts of one noun, all at once: new things are inserted, known ones updated where the fact
 * is not older than what is stored. Facts that refer to nothing, or to a thing of another
 * organization, are returned; the others are stored.
 * @param facts at most one for each thing (foldFacts)
 * @throws a database error when a row violates a constraint; then nothing of them is stored
 */
export async function storeFacts(tx: Tx, noun: Shaped, facts: Fact[], sender: Sender): Promise<Failure[]> {
  const shape = shapes[noun] as FactShape
  const plan = planOf(shape, sender)
  const input = inputOf(shape, facts, sender)
  if (shape.partitioned) await ensureDays(tx, shape, facts)
  const failed = await tx.execute<{ place: number; problem: string }>(sql`
    with ${plan.resolved(input)},
    stored as (
      insert into ${plan.table} (${plan.targets})
      select ${plan.values} from resolved r
      where problem is null and not exists (select from ${plan.table} t where ${plan.same})
      order by ${plan.order}
      on conflict (${plan.identity}) do nothing
    )
    select place, problem from resolved where problem is not null
    ${plan.foreign ? sql`union all select r.place, 'owner' from resolved r join ${plan.table} t on ${plan.same} where r.problem is null and ${plan.foreign}` : sql``}`)
  if (shape.versioned) {
    await tx.execute(sql`
      with ${plan.resolved(input)}
      update ${plan.table} t set ${plan.changes}, reported_at = r.reported_at
      from resolved r
      where r.problem is null and ${plan.same} ${plan.foreign ? sql`and not coalesce(${plan.foreign}, false)` : sql``}
        and (t.reported_at is null or t.reported_at <= r.reported_at)`)
  }
  return failed.map(({ place, problem }) => failureOf(shape, place, problem))
}

/** Day by day, not from the first to the last: a line that comes late makes one day, not a month of them. */
async function ensureDays(tx: Tx, { table, columns }: FactShape, facts: Fact[]): Promise<void> {
  const days = new Set(facts.map((fact) => startOfDay(new Date(String(columns.at?.value(fact.data) ?? columns.at?.otherwise?.(fact)))).getTime()))
  for (const day of [...days].sort()) await tx.execute(sql`select ensure_partitions(${table}, ${new Date(day)}, ${new Date(day)})`)
}

function failureOf(shape: FactShape, index: number, problem: string): Failure {
  if (problem === 'owner') return { index, reason: 'conflict', message: 'This id belongs to a thing of another organization.' }
  const reference = shape.references.find(({ column }) => column === problem)
  const name = (reference?.table ?? 'organizations').replace(/s$/, '').replace('_', ' ')
  return { index, reason: reference?.table === 'tools' ? 'unknown_tool' : 'unknown_reference', message: `There is no such ${name}.` }
}

const name = (identifier: string) => sql.raw(`"${identifier}"`)
const list = (parts: SQL[]) => sql.join(parts, sql`, `)

// Identifiers come from the shapes alone; values travel as one JSON parameter.
function planOf(shape: FactShape, sender: Sender) {
  const columns = Object.entries(shape.columns)
  const tenant = sender.organizationId
  const owned = shape.organization.length > 0
  const ownColumns = shape.references.filter(({ column }) => column !== 'organization_id')
  const alias = (column: string) => name(`of_${column}`)
  const organizationSources = shape.organization.map(({ reference, through }) => sql`${alias(reference)}.${name(through ?? 'id')}`)
  const organization = list([...organizationSources, tenant === null ? sql`null::uuid` : sql`${tenant}::uuid`])
  const same = sql.join(
    shape.identity.map((column) => sql`t.${name(column)} = r.${name(column)}`),
    sql` and `,
  )
  const missing = shape.references.map(
    ({ column }) => sql`when input.${name(`ref_${column}`)} is not null and ${alias(column)}.id is null then ${column}::text`,
  )
  // Somebody else's thing is as unknown as none.
  const hidden =
    tenant === null
      ? []
      : shape.organization.map(({ reference, through }) => sql`when ${alias(reference)}.${name(through ?? 'id')} <> ${tenant}::uuid then ${reference}::text`)

  const recordset = list([
    sql`place int, given text[], reported_at timestamptz`,
    ...shape.references.map(({ column }) => sql`${name(`ref_${column}`)} text`),
    ...columns.map(([column, { type }]) => sql`${name(column)} ${sql.raw(type)}`),
  ])
  const resolved = (input: string) => sql`
    input as materialized (select * from jsonb_to_recordset(${input}::jsonb) as i (${recordset})),
    resolved as materialized (
      select input.*, ${list([...ownColumns.map(({ column }) => sql`${alias(column)}.id as ${name(column)}`), owned ? sql`coalesce(${organization}) as organization_id` : sql`null::uuid as organization_id`])},
        ${missing.length + hidden.length > 0 ? sql`case ${sql.join([...missing, ...hidden], sql` `)} end` : sql`null::text`} as problem
      from input
      ${sql.join(
        shape.references.map(
          ({ table, column }) => sql`left join ${name(table)} ${alias(column)} on ${alias(column)}.external_id = input.${name(`ref_${column}`)}`,
        ),
        sql` `,
      )}
    )`
  const targets = [...(owned ? ['organization_id'] : []), ...ownColumns.map(({ column }) => column), ...columns.map(([column]) => column)]
  if (shape.versioned) targets.push('reported_at')
  return {
    table: name(shape.table),
    resolved,
    same,
    identity: list(shape.identity.map(name)),
    order: list(shape.identity.map((column) => sql`r.${name(column)}`)),
    targets: list(targets.map(name)),
    values: list(targets.map((column) => sql`r.${name(column)}`)),
    changes: list(
      columns.map(([column]) => sql`${name(column)} = case when ${column}::text = any (r.given) then r.${name(column)} else t.${name(column)} end`),
    ),
    foreign: owned ? sql`r.organization_id is not null and t.organization_id is distinct from r.organization_id` : null,
  }
}

function inputOf(shape: FactShape, facts: Fact[], sender: Sender): string {
  return JSON.stringify(
    facts.map((fact, place) => {
      const record: Record<string, unknown> = { place, reported_at: new Date(fact.atMs).toISOString() }
      const given: string[] = []
      for (const { column, value } of shape.references) {
        // A tenant speaks of itself, whatever organization it names.
        if (column === 'organization_id' && sender.organizationId !== null) continue
        record[`ref_${column}`] = value(fact.data)
      }
      for (const [column, { value, otherwise }] of Object.entries(shape.columns)) {
        const reported = column === 'external_id' ? externalIdOf(fact, sender.organizationId) : value(fact.data)
        if (reported !== undefined) given.push(column)
        record[column] = reported === undefined ? otherwise?.(fact) : reported
      }
      return { ...record, given }
    }),
  )
}
