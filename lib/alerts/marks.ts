import { type Dependency, type Foldable, parentsOf } from './inhibit'
import { type MaintenanceHours, maintenanceUntil } from './maintenance'
import { compileMatchers, type LabelTest } from './matchers'
import type { Matcher } from './model'

/** What keeps an open alert from being told. */
export interface Marks {
  silenceId: string | null
  maintenanceId: string | null
  parentAlertId: string | null
}

interface Owned {
  id: string
  organizationId: string | null
  matchers: readonly Matcher[]
}

/**
 * The marks of every open alert at a moment, by id. What an organization silences or plans holds for its own
 * alerts. Of several silences the one that ends last counts, so that it is told when the last has ended. A
 * silence or a window that cannot be read (a broken expression, an unknown zone) matches nothing: an alert too
 * many is better than one too few.
 */
export function marksAt(
  alerts: readonly Foldable[],
  around: { silences: readonly (Owned & { endsAt: Date })[]; windows: readonly (Owned & MaintenanceHours)[]; dependencies: readonly Dependency[] },
  now: Date,
): Map<string, Marks> {
  const silences = ready(around.silences.map((silence) => ({ ...silence, until: () => silence.endsAt })))
  const windows = ready(around.windows.map((window) => ({ ...window, until: () => maintenanceUntil(window, now) })))
  const parents = parentsOf(alerts, around.dependencies)
  return new Map(
    alerts.map((alert) => [
      alert.id,
      { silenceId: covering(silences, alert), maintenanceId: covering(windows, alert), parentAlertId: parents.get(alert.id) ?? null },
    ]),
  )
}

interface Ready {
  id: string
  organizationId: string | null
  matches: LabelTest
}

/** Those under way that can be read, the one that ends last first. */
function ready(all: readonly (Owned & { until: () => Date | null })[]): Ready[] {
  const found: (Ready & { until: Date })[] = []
  for (const { id, organizationId, matchers, until } of all) {
    try {
      const ends = until()
      if (ends !== null) found.push({ id, organizationId, matches: compileMatchers(matchers), until: ends })
    } catch {
      // Said where it is written; here it only must not stop the others.
    }
  }
  return found.sort((a, b) => b.until.getTime() - a.until.getTime() || (a.id < b.id ? -1 : 1))
}

function covering(all: readonly Ready[], alert: Foldable): string | null {
  return all.find(({ organizationId, matches }) => organizationId === alert.organizationId && matches(alert.labels))?.id ?? null
}
