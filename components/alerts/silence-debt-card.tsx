import Link from 'next/link'
import { ActionButton } from '@/components/ui/action-button'
import { Card } from '@/components/ui/card'
import { StatusMark } from '@/components/ui/status-mark'
import { TimeAgo } from '@/components/ui/time-ago'
import type { FormAction } from '@/lib/action-result'
import { type SilenceDebt, silenceDebtSentence } from '@/lib/alerts/silence-debt'
import { formatCount, formatDateTime } from '@/lib/format'
import { matchersText } from './matchers-text'
import { Named } from './named'

interface SilenceDebtCardProps {
  debts: readonly SilenceDebt[]
  /** Address of the section: /dashboard/alerts. */
  base: string
  /** To call tools by their names. */
  tools: { id: string; name: string }[]
  now: Date
  zone: string
  /** Ends a silence, and takes that back; null: the reader may look only. */
  actions: { end: FormAction; resume: FormAction } | null
}

/** What was kept quiet and may be forgotten, each with who did it, since when, and the way out. Nothing when there is none. */
export function SilenceDebtCard({ debts, base, tools, now, zone, actions }: SilenceDebtCardProps) {
  const title = silenceDebtSentence(debts)
  if (title === null) return null
  return (
    <Card id="debt" flush title={title} note="Kept quiet for longer than a shift, and perhaps than anybody meant to.">
      <ul aria-label="Kept quiet for long">
        {debts.map((debt) => {
          const what = debt.title ?? matchersText(debt.matchers ?? [], tools)
          return (
            <li
              key={debt.id}
              className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 border-b border-border px-4 py-3 text-sm last:border-b-0 sm:px-5"
            >
              <div className="min-w-0 flex-1 basis-72">
                <p className="break-words">
                  {debt.kind === 'acknowledgement' ? (
                    <Link href={`${base}/${debt.id}`} prefetch={false} className="text-accent underline underline-offset-2">
                      {what}
                    </Link>
                  ) : (
                    <code>{what}</code>
                  )}
                </p>
                <p className="break-words text-text-muted">
                  {debt.reason || 'No reason was given'} · {debt.byName ?? 'a key or somebody who left'}, <TimeAgo at={debt.since} now={now} zone={zone} />
                  {debt.endsAt ? ` · ends ${formatDateTime(debt.endsAt, zone)}` : ''}
                </p>
              </div>
              <div className="flex flex-wrap items-center gap-3">
                <StatusMark {...markOf(debt)} className="whitespace-normal" />
                {debt.kind === 'silence' && actions ? (
                  <ActionButton action={actions.end} undo={{ action: actions.resume }} fields={{ id: debt.id }} size="sm" pendingLabel="Ending">
                    <Named title={debt.reason}>End it</Named>
                  </ActionButton>
                ) : null}
              </div>
            </li>
          )
        })}
      </ul>
    </Card>
  )
}

function markOf({ kind, alerts }: SilenceDebt): { tone: 'warning' | 'neutral'; label: string } {
  if (kind === 'acknowledgement') return { tone: 'warning', label: 'Acknowledged, still bad' }
  if (alerts === 0) return { tone: 'neutral', label: 'Keeps nothing back' }
  return { tone: 'warning', label: alerts === 1 ? 'Keeps one firing alert back' : `Keeps ${formatCount(alerts)} firing alerts back` }
}
