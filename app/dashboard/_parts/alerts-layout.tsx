import type { ReactNode } from 'react'
import { EvaluatorBanner } from '@/components/alerts/evaluator-banner'
import { findJudgedTo } from '@/lib/alerts/queries/evaluator-health'
import { readPublic } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'

/** Above the pages of alerts, those of today and those of the past, stands whether the rules are judged at all. */
export async function AlertsLayout({ children }: { children: ReactNode }) {
  const { now } = await requireTenant()
  const judgedTo = await readPublic(findJudgedTo)
  return (
    <>
      <div className="empty:hidden mb-4">
        <EvaluatorBanner judgedTo={judgedTo} now={now} to="members" />
      </div>
      {children}
    </>
  )
}
