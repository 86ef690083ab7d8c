import { Badge } from '@/components/ui/badge'
import { Gauge } from '@/components/ui/gauge'
import { ProgressBar } from '@/components/ui/progress-bar'
import { formatPoints } from '@/lib/format'

// Figures of nobody, but right among themselves: the points add up to the score, the losses to the
// actions, as the scorecard would have it.
const dimensions = [
  { label: 'Integration quality', points: 20 },
  { label: 'Security posture', points: 14 },
  { label: 'Operational health', points: 17 },
  { label: 'Consumer satisfaction', points: 18 },
  { label: 'Growth trajectory', points: 18 },
]
const actions = [
  { label: 'Rotate two API keys older than 90 days', points: 3 },
  { label: 'Restrict all keys to the addresses that use them', points: 3 },
  { label: 'Bring webhook deliveries above 99 %', points: 3 },
]
const score = dimensions.reduce((sum, { points }) => sum + points, 0)

/** The health page in small, as a picture of what a publisher sees. */
export function ExampleScore() {
  return (
    <figure className="min-w-0">
      <div className="rounded-lg border border-border bg-surface p-5">
        <div className="flex flex-wrap items-center gap-x-6 gap-y-2">
          <Gauge value={score} tone="good" label="Health score" caption="A−" size={144} ticks={[60, 80]}>
            {score}
          </Gauge>
          <p className="min-w-48 flex-1 text-lg font-medium text-balance">Two old API keys, open address ranges and slow webhooks cost you 9 points.</p>
        </div>
        <ul className="mt-4 space-y-2.5">
          {dimensions.map(({ label, points }) => {
            const good = points / 20 >= 0.8
            return (
              <li
                key={label}
                className="grid grid-cols-[minmax(0,1fr)_auto_6rem] items-center gap-x-3 gap-y-1 text-sm sm:grid-cols-[11rem_minmax(0,1fr)_4rem_6rem]"
              >
                <span className="truncate">{label}</span>
                <ProgressBar value={points} max={20} tone={good ? 'good' : 'warning'} className="max-sm:order-last max-sm:col-span-3" />
                <span className="text-right">{points} of 20</span>
                <span>
                  <Badge tone={good ? 'good' : 'warning'}>{good ? 'Good' : 'Needs work'}</Badge>
                </span>
              </li>
            )
          })}
        </ul>
        <ol className="mt-4 divide-y divide-border border-t border-border text-sm">
          {actions.map(({ label, points }) => (
            <li key={label} className="flex items-center justify-between gap-4 py-2 last:pb-0">
              {label}
              <span className="shrink-0 font-medium text-good">{formatPoints(points)} points</span>
            </li>
          ))}
        </ol>
      </div>
      <figcaption className="mt-2 text-sm text-text-muted">An example of a publisher’s health page. The figures are made up.</figcaption>
    </figure>
  )
}
