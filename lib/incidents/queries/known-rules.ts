import { and, eq, isNull } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { alertRules } from '@/db/schema/alerts'
import { AppError } from '@/lib/errors'

/** @throws AppError invalid for a rule that does not exist, is deleted, or is a tenant's */
export async function refuseUnknownRule(tx: Tx, ruleId: string): Promise<void> {
  const [rule] = await tx
    .select({ id: alertRules.id })
    .from(alertRules)
    .where(and(eq(alertRules.id, ruleId), isNull(alertRules.organizationId), isNull(alertRules.deletedAt)))
  if (rule) return
  const message = 'Choose an alert rule of the platform.'
  throw new AppError('invalid', message, { problems: [{ pointer: '/signal/ruleId', message }] })
}
