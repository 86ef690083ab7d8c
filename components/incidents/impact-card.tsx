import Link from 'next/link'
import { Card } from '@/components/ui/card'
import { Figure } from '@/components/ui/figure'
import { ScrollRegion } from '@/components/ui/scroll-region'
import { formatCount, formatDateTime, formatMoney, formatRelative } from '@/lib/format'
import type { ImpactRow } from '@/lib/incidents/view'

/** What an incident has cost, and whom most. */
export function ImpactCard({ impact, covers, now }: { impact: ImpactRow | null; covers: boolean; now: Date }) {
  if (!impact) {
    return (
      <Card title="What it costs">
        <p className="max-w-[68ch] text-sm text-text-muted">
          {covers
            ? 'Counted within a minute: failed calls, consumers, revenue and minutes that count against what is promised, for what the incident covers.'
            : 'This incident explains nobody’s failures, so there is nothing to count. Say under Change what it explains: then failed calls, consumers and revenue stand here.'}
        </p>
      </Card>
    )
  }
  const left = impact.organizationCount - impact.organizations.length
  return (
    <Card
      title={
        impact.failedCalls === 0
          ? 'No call has failed in what it covers'
          : `${formatCount(impact.failedCalls)} ${impact.failedCalls === 1 ? 'call' : 'calls'} of ${formatCount(impact.consumers)} ${impact.consumers === 1 ? 'consumer' : 'consumers'} failed`
      }
      note={
        impact.frozenAt
          ? `Final since ${formatDateTime(impact.frozenAt)}.`
          : `As of ${formatRelative(impact.computedAt, now)}; counted anew every minute until it is resolved.`
      }
    >
      <dl className="grid grid-cols-2 gap-4 sm:grid-cols-4">
        <Figure label="Consumers affected" value={formatCount(impact.consumers)} />
        <Figure label="Failed calls" value={formatCount(impact.failedCalls)} />
        <Figure label="Revenue not earned" value={formatMoney(impact.revenueMicros)} />
        <Figure label="SLA minutes" value={formatCount(impact.slaMinutes)} />
      </dl>
      {impact.organizations.length > 0 ? (
        <ScrollRegion label="Organizations most affected" className="mt-4">
          <table className="w-full text-sm">
            <caption className="sr-only">Organizations most affected</caption>
            <thead>
              <tr className="text-xs text-text-muted">
                <th scope="col" className="py-1.5 pr-4 text-left font-medium">
                  Organization
                </th>
                <th scope="col" className="py-1.5 pr-4 text-left font-medium">
                  As
                </th>
                <th scope="col" className="py-1.5 pl-4 text-right font-medium">
                  Failed calls
                </th>
                <th scope="col" className="py-1.5 pl-4 text-right font-medium">
                  Revenue
                </th>
              </tr>
            </thead>
            <tbody>
              {impact.organizations.slice(0, SHOWN).map(({ id, name, role, failedCalls, revenueMicros }) => (
                <tr key={`${id} ${role}`} className="border-t border-border">
                  <th scope="row" className="py-1.5 pr-4 text-left font-normal">
                    {role === 'publisher' ? (
                      <Link href={`/admin/organizations/${id}`} prefetch={false} className="hover:underline">
                        {name ?? 'an organization that is gone'}
                      </Link>
                    ) : (
                      (name ?? 'an organization that is gone')
                    )}
                  </th>
                  <td className="py-1.5 pr-4 text-text-muted">{role}</td>
                  <td className="py-1.5 pl-4 text-right">{formatCount(failedCalls)}</td>
                  <td className="py-1.5 pl-4 text-right whitespace-nowrap">{formatMoney(revenueMicros)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      ) : null}
      {left + Math.max(0, impact.organizations.length - SHOWN) > 0 ? (
        <p className="mt-2 text-sm text-text-muted">and {formatCount(left + Math.max(0, impact.organizations.length - SHOWN))} more.</p>
      ) : null}
    </Card>
  )
}

const SHOWN = 10
