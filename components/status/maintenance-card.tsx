import { formatDateTime, formatDuration } from '@/lib/format'
import { maintenanceSpan, maintenanceState } from '@/lib/status/maintenance-state'
import type { SnapshotMaintenance, SnapshotSystem } from '@/lib/status/model'
import { maintenanceEntryWords, maintenanceWords } from '@/lib/status/words'
import { Badge } from '../ui/badge'
import { Card } from '../ui/card'
import { Timeline } from '../ui/timeline'
import { maintenanceTones } from './marks'

/** When, and how long: "12 Mar 2026, 02:00 UTC, for 2 h". */
export function maintenanceWhen(maintenance: SnapshotMaintenance, now: Date): string {
  const state = maintenanceState(maintenance, now)
  const { from, to } = state === 'cancelled' ? { from: new Date(maintenance.startsAt), to: new Date(maintenance.endsAt) } : maintenanceSpan(maintenance)
  if (state === 'in_progress') return `Until ${formatDateTime(to)}, ${formatDuration(to.getTime() - now.getTime())} left`
  return `${formatDateTime(from)}, for ${formatDuration(to.getTime() - from.getTime())}`
}

/** Planned work on the page: what, when, on which systems, and what was said of it. */
export function MaintenanceCard({
  maintenance,
  systems,
  now,
}: {
  maintenance: SnapshotMaintenance
  systems: Pick<SnapshotSystem, 'key' | 'name'>[]
  now: Date
}) {
  const state = maintenanceState(maintenance, now)
  const names = maintenance.systems.map((key) => systems.find((system) => system.key === key)?.name ?? key)
  // The first entry repeats what stands above it.
  const said = maintenance.updates.filter(({ type, body }) => body.trim() !== '' && !(type === 'scheduled' && body === maintenance.body))
  return (
    <Card
      id={`maintenance-${maintenance.id}`}
      level={3}
      className="scroll-mt-4 target:border-accent"
      title={maintenance.title}
      note={`${maintenanceWhen(maintenance, now)} · ${names.join(', ')}`}
      actions={
        <>
          {maintenance.simulated ? <Badge tone="info">Simulated</Badge> : null}
          <Badge tone={maintenanceTones[state]}>{maintenanceWords[state]}</Badge>
        </>
      }
    >
      {maintenance.body ? <p className="max-w-[68ch] whitespace-pre-line break-words">{maintenance.body}</p> : null}
      {said.length > 0 ? (
        <div className="mt-4">
          <Timeline
            label={`Updates of ${maintenance.title}`}
            now={now}
            items={said.map(({ seq, type, body, at }) => ({
              id: String(seq),
              at: new Date(at),
              tone: type === 'cancelled' ? 'neutral' : type === 'completed' ? 'good' : 'info',
              toneLabel: '',
              title: maintenanceEntryWords[type],
              body: <p className="max-w-[68ch] text-base whitespace-pre-line break-words text-text">{body}</p>,
            }))}
          />
        </div>
      ) : null}
    </Card>
  )
}
