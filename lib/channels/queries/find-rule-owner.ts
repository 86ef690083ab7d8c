import { and, eq, isNull } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { alertRules } from '@/db/schema/alerts'

/** Whose a rule is: an organization's id, or null for the platform's. Undefined: there is none of this id. */
export async function findRuleOwner(tx: Tx, ruleId: string): Promise<string | null | undefined> {
  const [rule] = await tx
    .select({ owner: alertRules.organizationId })
    .from(alertRules)
    .where(and(eq(alertRules.id, ruleId), isNull(alertRules.deletedAt)))
  return rule?.owner
}
