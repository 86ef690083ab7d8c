import { componentState } from '@/lib/status/component-state'
import type { SnapshotSystem, StatusSnapshot } from '@/lib/status/model'
import { stateWords } from '@/lib/status/words'
import { Card } from '../ui/card'
import { StatusMark } from '../ui/status-mark'
import { TimeAgo } from '../ui/time-ago'
import { stateTones } from './marks'
import { UptimeBars } from './uptime-bars'

/** Every system with its state and its last days, by group. */
export function SystemList({ snapshot, now }: { snapshot: StatusSnapshot; now: Date }) {
  // In the order of the page; those without a group stand first, under no heading of their own.
  const groups = [...new Set(snapshot.systems.map(({ groupName }) => groupName))].sort((a, b) => Number(a !== '') - Number(b !== ''))
  return (
    <div className="space-y-4">
      {groups.map((group) => (
        <Card key={group} title={group || (groups.length > 1 ? 'Others' : 'Systems')} flush>
          <ul className="divide-y divide-border">
            {snapshot.systems
              .filter(({ groupName }) => groupName === group)
              .map((system) => (
                <SystemRow key={system.key} system={system} snapshot={snapshot} now={now} />
              ))}
          </ul>
        </Card>
      ))}
    </div>
  )
}

function SystemRow({ system, snapshot, now }: { system: SnapshotSystem; snapshot: StatusSnapshot; now: Date }) {
  const { state, since } = componentState(system, snapshot, now)
  return (
    <li id={`system-${system.key}`} className="scroll-mt-4 px-4 py-3.5 sm:px-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5">
        <h3 className="font-medium">{system.name}</h3>
        <p className="text-sm">
          <StatusMark tone={stateTones[state]} label={stateWords[state]} />
          {since ? (
            <span className="text-text-muted">
              {' '}
              since <TimeAgo at={since} now={now} />
            </span>
          ) : null}
        </p>
      </div>
      {system.description ? <p className="text-sm text-text-muted">{system.description}</p> : null}
      <div className="mt-1.5">
        <UptimeBars name={system.name} days={system.days} upRatio={system.upRatio} incidents={snapshot.incidents} />
      </div>
    </li>
  )
}
