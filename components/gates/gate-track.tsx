import { cx } from '@/components/ui/cx'
import { formatDate, formatDateTime } from '@/lib/format'
import { type GateType, gateSpecs } from '@/lib/gates/model'
import type { TimelineStep } from '@/lib/gates/timeline'
import { stepTitle } from '@/lib/gates/words'

const stateWords = { done: '', ahead: 'ahead, only if the cause stays', skipped: 'not sent: its time had passed' }

/** The steps of a gate on one line (a column on phones): what was done is filled, what lies ahead is hollow. */
export function GateTrack({ type, steps, zone }: { type: GateType; steps: TimelineStep[]; zone: string }) {
  // A grace of one day is told by the hour.
  const exact = gateSpecs[type].graceMs <= 86_400_000
  return (
    <ol aria-label="Steps of this gate" className="flex flex-col gap-y-3 sm:flex-row sm:gap-y-0">
      {steps.map(({ step, at, state }, i) => (
        <li key={step} className="relative flex min-w-0 gap-3 sm:flex-1 sm:flex-col sm:gap-1.5 sm:pr-3">
          {i < steps.length - 1 ? (
            <span
              aria-hidden="true"
              className={cx(
                'absolute top-4 left-[5.5px] h-full w-px sm:top-[5.5px] sm:left-4 sm:h-px sm:w-[calc(100%-1rem)]',
                steps[i + 1]?.state === 'ahead' ? 'bg-border' : 'bg-border-strong',
              )}
            />
          ) : null}
          <svg aria-hidden="true" width="12" height="12" viewBox="0 0 12 12" className={cx('mt-1 shrink-0 sm:mt-0', markClass(step, state))}>
            {state === 'skipped' ? (
              <path d="M2 6h8" fill="none" stroke="currentColor" strokeWidth="1.5" />
            ) : (
              <circle cx="6" cy="6" r="4.25" fill={state === 'done' ? 'currentColor' : 'var(--color-surface)'} stroke="currentColor" strokeWidth="1.5" />
            )}
          </svg>
          <div className="min-w-0 text-sm">
            <p className={cx('text-balance', state === 'done' ? 'font-medium' : 'text-text-muted')}>{stepTitle(type, step)}</p>
            <p className="text-xs text-text-muted tabular-nums">
              <time dateTime={at.toISOString()} title={formatDateTime(at, zone)}>
                {exact ? formatDateTime(at, zone).split('\u00a0')[0] : formatDate(at, zone)}
              </time>
              {stateWords[state] ? <span className={state === 'skipped' ? undefined : 'sr-only'}>, {stateWords[state]}</span> : null}
            </p>
          </div>
        </li>
      ))}
    </ol>
  )
}

function markClass(step: TimelineStep['step'], state: TimelineStep['state']): string {
  if (state !== 'done') return 'text-border-strong'
  if (step === 'lifted') return 'text-good-mark'
  return step === 'applied' || step === 'escalated' ? 'text-critical-mark' : 'text-warning-mark'
}
