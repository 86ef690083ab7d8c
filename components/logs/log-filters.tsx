import { Search, X } from 'lucide-react'
import { DEFAULT_SPAN, type LogFilter, logSpans } from '@/lib/logs/filter'
import { logLevels } from '@/lib/logs/model'
import { Button } from '../ui/button'
import { controlClass, controlHeight } from '../ui/control-style'
import { Disclosure } from '../ui/disclosure'
import { LinkButton } from '../ui/link-button'
import { Select } from '../ui/select'
import { TextField } from '../ui/text-field'
import { levelWords } from './levels'

const levelLabels = { debug: 'Debug and up', info: 'Info and up', warn: 'Warnings and up', error: 'Errors and up', fatal: 'Fatal only' }

/** Search box and filters as a GET form: Enter or choosing sends it, with or without JavaScript. */
export function LogFilters({ filter, services, organization, live }: { filter: LogFilter; services: string[]; organization: string | null; live: boolean }) {
  const { typed, level, service, requestId, organizationId, from, to, span } = filter
  const known = service && !services.includes(service) ? [...services, service] : services
  return (
    <search>
      <form action="/admin/logs" method="get" className="space-y-2 border-b border-border px-3 py-2.5 sm:px-4">
        {live ? <input type="hidden" name="live" value="1" /> : null}
        <div className="flex flex-wrap items-center gap-2">
          <span className="relative w-full sm:min-w-64 sm:flex-1">
            <Search aria-hidden="true" className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-text-muted" />
            <input
              type="search"
              name="q"
              key={typed}
              defaultValue={typed}
              placeholder={'Words, "a phrase", -without, this or that'}
              aria-label="Search the lines"
              autoComplete="off"
              className={`${controlClass} ${controlHeight} pl-8`}
            />
          </span>
          <span className="w-40 max-sm:flex-1">
            <Select
              key={level ?? ''}
              name="level"
              defaultValue={level ?? ''}
              aria-label="Level"
              autoSubmit
              options={[{ value: '', label: 'Every level' }, ...logLevels.map((one) => ({ value: one, label: levelLabels[one] }))]}
            />
          </span>
          <span className="w-40 max-sm:flex-1">
            <Select
              key={service ?? ''}
              name="service"
              defaultValue={service ?? ''}
              aria-label="Service"
              autoSubmit
              options={[{ value: '', label: 'Every service' }, ...known.map((one) => ({ value: one, label: one }))]}
            />
          </span>
          {span ? (
            <span className="w-36 max-sm:w-full">
              <Select
                key={span}
                name="span"
                defaultValue={span}
                aria-label="How far back"
                autoSubmit
                options={Object.entries(logSpans).map(([value, { label }]) => ({ value, label: `Last ${label}` }))}
              />
            </span>
          ) : null}
          <Button type="submit">Search</Button>
          {typed || level || service || requestId || organizationId || span !== DEFAULT_SPAN ? (
            <LinkButton href="/admin/logs" variant="ghost" size="sm" icon={<X aria-hidden="true" />}>
              Clear
            </LinkButton>
          ) : null}
        </div>
        {organizationId ? (
          <p className="text-sm text-text-muted">
            <input type="hidden" name="organization" value={organizationId} />
            Only lines of {organization ?? 'one organization'}.
          </p>
        ) : null}
        <Disclosure
          open={span === null || requestId !== null}
          summaryClassName="w-fit pr-2 text-sm text-text-muted hover:text-text"
          summary="Request id, own range"
        >
          <div className="grid gap-3 py-2 sm:grid-cols-3">
            <TextField
              key={requestId}
              label="Request id"
              hint="As an error answer names it"
              name="request"
              mono
              defaultValue={requestId ?? ''}
              maxLength={200}
              autoComplete="off"
            />
            <TextField key={`from-${from}`} label="From (UTC)" name="from" type="datetime-local" defaultValue={span ? '' : fieldOf(from)} />
            <TextField key={`to-${to}`} label="Until (UTC)" name="to" type="datetime-local" defaultValue={span || !to ? '' : fieldOf(to)} />
          </div>
        </Disclosure>
      </form>
    </search>
  )
}

/** What a field for date and time holds. */
function fieldOf(at: Date): string {
  return at.toISOString().slice(0, 16)
}

/** What narrows the list, in words, for its empty state. */
export function narrowedBy({ typed, level, service, requestId }: LogFilter): string {
  return [typed && `“${typed}”`, level && `level ${levelWords[level]} and up`, service && `service ${service}`, requestId && `request ${requestId}`]
    .filter(Boolean)
    .join(', ')
}
