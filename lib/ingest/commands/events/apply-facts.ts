import type { Tx } from '@/db/client'
import { isDatabaseAway, sqlState } from '@/lib/errors'
import type { Fact } from '../../events/fact'
import { foldFacts } from '../../events/fold'
import { isShaped } from '../../events/shapes'
import type { Noun } from '../../events/types'
import type { Sender } from '../../model'
import { answerReviews } from './answer-reviews'
import { ensureDeveloperOrganizations, linkConsumers } from './link-organizations'
import { type Failure, storeFacts } from './store-facts'

/**
 * Applies the facts of one noun inside a running transaction and returns the events that could not
 * be applied, by place. All at once; where that violates something, one by one, so that a bad fact
 * costs its own effect only.
 * @throws when the database is away or gave up the statement
 */
export async function applyFacts(tx: Tx, noun: Noun, facts: Fact[], sender: Sender): Promise<Failure[]> {
  const folded = foldFacts(noun, facts, sender.organizationId)
  const failures = await attempt(tx, noun, folded, sender)
  // What failed for a thing failed for every event about it.
  return failures.flatMap(({ index, ...why }) => (folded[index]?.places ?? []).map((place) => ({ index: place, ...why })))
}

async function attempt(tx: Tx, noun: Noun, facts: Fact[], sender: Sender): Promise<Failure[]> {
  try {
    // A savepoint: what fails inside leaves the transaction usable.
    return await tx.transaction((inner) => apply(inner, noun, facts, sender))
  } catch (error) {
    const state = sqlState(error)
    // Violations (23) and values that a column cannot hold (22) are the fact's fault; the rest is ours to retry.
    if (state === undefined || isDatabaseAway(error) || !/^2[23]/.test(state)) throw error
    if (facts.length === 1) return [{ index: 0, ...explain(state) }]
  }
  const failures: Failure[] = []
  for (const [index, fact] of facts.entries()) {
    for (const failure of await attempt(tx, noun, [fact], sender)) failures.push({ ...failure, index })
  }
  return failures
}

async function apply(tx: Tx, noun: Noun, facts: Fact[], sender: Sender): Promise<Failure[]> {
  if (noun === 'review_response') return answerReviews(tx, facts as Fact<'review_response'>[])
  if (!isShaped(noun)) throw new Error(`no way to store ${noun}`)
  if (noun === 'developer') await ensureDeveloperOrganizations(tx, facts as Fact<'developer'>[])
  if (noun === 'consumer') await linkConsumers(tx, facts as Fact<'consumer'>[])
  return storeFacts(tx, noun, facts, sender)
}

function explain(state: string): Pick<Failure, 'reason' | 'message'> {
  return state === '23505'
    ? { reason: 'conflict', message: 'It contradicts something that is stored: a name or a place that must be unique is taken.' }
    : { reason: 'invalid', message: 'A value does not fit what can be stored.' }
}
