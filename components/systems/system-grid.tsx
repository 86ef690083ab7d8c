import Link from 'next/link'
import { Card } from '@/components/ui/card'
import { ChangingValue } from '@/components/ui/changing-value'
import { StatusMark } from '@/components/ui/status-mark'
import { TimeAgo } from '@/components/ui/time-ago'
import type { Health } from '@/lib/systems/health'
import { systemMarks } from './words'

/** Every system with its state, the figures that fit it, its last sign of life, and the ways to its logs and incidents. */
export function SystemGrid({ systems, now, manage }: { systems: Health['systems']; now: Date; manage: string }) {
  return (
    <Card
      title={gridTitle(systems)}
      actions={
        <Link href={manage} prefetch={false} className="text-sm underline">
          All systems
        </Link>
      }
      flush
    >
      <ul className="grid sm:grid-cols-2 xl:grid-cols-3">
        {systems.map((system) => (
          <li key={system.key} className="-mb-px flex min-w-0 flex-col gap-2 border-b border-border px-4 py-3.5 sm:-mr-px sm:border-r sm:px-5">
            <div className="flex flex-wrap items-baseline justify-between gap-x-3">
              <h3 className="min-w-0 font-medium break-words">{system.name}</h3>
              <StatusMark {...systemMarks[system.state]} className="text-sm" />
            </div>
            {system.because ? <p className="text-sm">{system.because.charAt(0).toUpperCase() + system.because.slice(1)}</p> : null}
            {system.figures.length > 0 ? (
              <dl className="flex flex-wrap gap-x-5 gap-y-1">
                {system.figures.map(({ label, value }) => (
                  <div key={label}>
                    <dt className="text-xs text-text-muted">{label}</dt>
                    <dd className="tabular-nums">
                      <ChangingValue value={value}>{value}</ChangingValue>
                    </dd>
                  </div>
                ))}
              </dl>
            ) : null}
            <p className="mt-auto flex flex-wrap gap-x-3 text-xs text-text-muted">
              <span>
                Last sign of life <TimeAgo at={system.lastSignAt} now={now} empty="never" />
              </span>
              {system.logService ? (
                <Link
                  href={`/admin/logs?service=${encodeURIComponent(system.logService)}`}
                  prefetch={false}
                  className="underline"
                  aria-label={`Logs of ${system.name}`}
                >
                  Logs
                </Link>
              ) : null}
              <Link href={`/admin/incidents?system=${system.key}`} prefetch={false} className="underline" aria-label={`Incidents of ${system.name}`}>
                Incidents
              </Link>
            </p>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function gridTitle(systems: Health['systems']): string {
  const bad = systems.filter(({ state }) => state === 'failing' || state === 'degraded' || state === 'quiet')
  const unknown = systems.filter(({ state }) => state === 'unknown').length
  const rest = unknown === 0 ? '' : unknown === 1 ? '; one has not been heard of yet' : `; ${unknown} have not been heard of yet`
  if (bad.length === 0) return unknown === systems.length ? 'No system has been heard of yet' : `Every system that is heard of is fine${rest}`
  const names = bad.map(({ name }) => name)
  return `${names.length === 1 ? names[0] : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`} ${bad.length === 1 ? 'needs' : 'need'} a look${rest}`
}
