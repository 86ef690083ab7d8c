import { StatusMark } from '@/components/ui/status-mark'
import { severityDefinitions } from '@/lib/incidents/model'
import { severityMark } from './words'

/** By when an update is due, in words. */
export function updateWords(updateMinutes: number | null): string {
  if (updateMinutes === null) return 'updates by the next business day'
  return updateMinutes === 60 ? 'an update every hour' : `an update every ${updateMinutes} min`
}

/** What each severity means: when it is that one, who comes, how often somebody writes. */
export function SeverityDefinitions() {
  return (
    <dl className="grid gap-x-6 gap-y-3 text-sm sm:grid-cols-2 lg:grid-cols-4">
      {severityDefinitions.map(({ severity, means, response, updateMinutes }) => (
        <div key={severity} className="min-w-0">
          <dt className="font-medium">
            <StatusMark {...severityMark(severity)} />
          </dt>
          <dd className="mt-0.5">{means}.</dd>
          <dd className="text-text-muted">
            {response}; {updateWords(updateMinutes)}.
          </dd>
        </div>
      ))}
    </dl>
  )
}
