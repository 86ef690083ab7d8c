import type { Tx } from '@/db/client'
import { rootCause } from '@/lib/errors'
import type { Read } from '../../evaluate'
import { type Batch, listBatches, type Scope } from '../../metrics/queries/due'
import { type BatchRead, readBatch } from '../../metrics/queries/read-batch'
import { readBurn } from '../../metrics/queries/read-burn'
import { readSchedule } from '../../metrics/schedule'
import { listRulesOfKind, type TellingRule } from '../../queries/rules'

/** What all sources said for one minute. */
export interface Gathered {
  reads: Read[]
  looked: number
  /** Rules that are on. */
  rules: number
  /** Why a rule could not be read; the others are not touched by it. */
  failed: Map<string, string>
}

/** Statements that may be spent on finding the rules that cannot be read; then what is left of a batch fails together. */
const SEARCHES = 64

/** Reads every rule that is on. A batch that fails is halved until the rules that made it fail stand alone. */
export async function gather(tx: Tx, scope: Scope, minute: Date): Promise<Gathered> {
  const gathered: Gathered = { reads: [], looked: 0, rules: 0, failed: new Map() }
  const budget = { left: SEARCHES }
  for (const batch of await listBatches(tx, scope)) {
    gathered.rules += batch.ids.length
    const { source } = batch
    if (batch.kind === 'schedule' || batch.kind === 'burn_rate') continue
    if (source === null) for (const id of batch.ids) gathered.failed.set(id, 'Its metric is not in the catalogue.')
    else await attempt(tx, batch, (inner, part) => readBatch(inner, { ...part, source }, minute), gathered, budget)
  }
  const ruleId = scope?.ruleId ?? null
  await gatherBurns(tx, await listRulesOfKind(tx, 'burn_rate', ruleId), minute, gathered)
  for (const rule of (await listRulesOfKind(tx, 'schedule', ruleId)).values()) gatherOne(rule.id, () => readSchedule(rule, minute), gathered)
  return gathered
}

async function attempt(tx: Tx, batch: Batch, read: (tx: Tx, batch: Batch) => Promise<BatchRead>, gathered: Gathered, budget: { left: number }): Promise<void> {
  try {
    // A savepoint: what fails inside leaves the transaction usable.
    const { reads, looked } = await tx.transaction((inner) => read(inner, batch))
    // One by one: a spread of ten thousand arguments overflows the stack.
    for (const one of reads) gathered.reads.push(one)
    gathered.looked += looked
  } catch (error) {
    const { ids } = batch
    if (ids.length <= 1 || budget.left <= 0) {
      for (const id of ids) gathered.failed.set(id, said(error))
      return
    }
    const half = Math.ceil(ids.length / 2)
    for (const part of [ids.slice(0, half), ids.slice(half)]) {
      budget.left--
      await attempt(tx, { ...batch, ids: part }, read, gathered, budget)
    }
  }
}

/** All in one statement a source; one by one only where that fails. */
async function gatherBurns(tx: Tx, rules: ReadonlyMap<string, TellingRule>, minute: Date, gathered: Gathered): Promise<void> {
  const all = [...rules.values()]
  if (all.length === 0) return
  try {
    const reads = await tx.transaction((inner) => readBurn(inner, all, minute))
    for (const read of reads) gathered.reads.push(read)
    gathered.looked += reads.length
  } catch (error) {
    if (all.length === 1 && all[0]) gathered.failed.set(all[0].id, said(error))
    else for (const rule of all) await gatherBurns(tx, new Map([[rule.id, rule]]), minute, gathered)
  }
}

function gatherOne(id: string, read: () => Read, gathered: Gathered): void {
  try {
    gathered.reads.push(read())
    gathered.looked++
  } catch (error) {
    gathered.failed.set(id, said(error))
  }
}

function said(error: unknown): string {
  const cause = rootCause(error)
  return (cause instanceof Error ? cause.message : String(cause)).slice(0, 500)
}
