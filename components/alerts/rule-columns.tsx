import { ActionButton } from '@/components/ui/action-button'
import type { Column } from '@/components/ui/data-table'
import { StatusMark } from '@/components/ui/status-mark'
import type { TableFilter } from '@/components/ui/table-filters'
import { TimeAgo } from '@/components/ui/time-ago'
import type { Tone } from '@/components/ui/tone'
import type { FormAction } from '@/lib/action-result'
import { type RuleNarrowing, type RuleStanding, ruleStandings } from '@/lib/alerts/filter'
import { alertSeverities, ruleKinds } from '@/lib/alerts/model'
import { ruleSentence } from '@/lib/alerts/sentence'
import { LATELY_DAYS, type RuleRow } from '@/lib/alerts/view'
import { formatCount } from '@/lib/format'
import { Named } from './named'
import { kindWords, severityMarks } from './words'

const standingWords: Record<RuleStanding, string> = { firing: 'Firing now', on: 'On', snoozed: 'Snoozed', off: 'Off', failing: 'Cannot be judged' }

/** How a rule stands, the most pressing first. */
export function standingMark({ enabled, open, lastError, snoozedUntil }: RuleRow, now: Date): { tone: Tone; label: string } {
  if (!enabled) return { tone: 'neutral', label: 'Off' }
  if (lastError !== null) return { tone: 'serious', label: 'Cannot be judged' }
  if (open > 0) return { tone: 'critical', label: open === 1 ? 'One firing' : `${formatCount(open)} firing` }
  if (snoozedUntil !== null && snoozedUntil > now) return { tone: 'info', label: 'Snoozed' }
  return { tone: 'good', label: 'Fine' }
}

interface ColumnsOptions {
  now: Date
  zone: string
  /** Null: the reader may not change rules. */
  actions: { enable: FormAction; disable: FormAction } | null
}

/** The columns of a list of rules. */
export function ruleColumns({ now, zone, actions }: ColumnsOptions): Column<RuleRow>[] {
  const shown: Column<RuleRow>[] = [
    {
      key: 'name',
      header: 'Rule',
      rowHeader: true,
      wrap: true,
      render: ({ name }) => <span className="break-words">{name}</span>,
    },
    { key: 'state', header: 'State', render: (rule) => <StatusMark {...standingMark(rule, now)} /> },
    { key: 'sentence', header: 'When', wrap: true, hideOnPhone: true, render: (rule) => <span className="text-text-muted">{ruleSentence(rule)}</span> },
    { key: 'severity', header: 'Severity', render: ({ severity }) => <StatusMark {...severityMarks[severity]} /> },
    { key: 'fired', header: `Fired, ${LATELY_DAYS} days`, align: 'end', render: ({ firedLately }) => formatCount(firedLately) },
    { key: 'last', header: 'Last fired', render: ({ lastFiredAt }) => (lastFiredAt ? <TimeAgo at={lastFiredAt} now={now} zone={zone} /> : '–') },
  ]
  if (!actions) return shown
  return [
    ...shown,
    {
      key: 'change',
      header: 'Change',
      render: ({ id, name, enabled }) => (
        <ActionButton
          action={enabled ? actions.disable : actions.enable}
          undo={{ action: enabled ? actions.enable : actions.disable }}
          fields={{ id }}
          size="sm"
          pendingLabel="Switching"
        >
          <Named title={name}>{enabled ? 'Switch off' : 'Switch on'}</Named>
        </ActionButton>
      ),
    },
  ]
}

/** The filters of a list of rules. */
export function ruleFilters(filter: RuleNarrowing): TableFilter[] {
  return [
    {
      name: 'standing',
      label: 'State',
      value: filter.standing ?? '',
      allLabel: 'Every state',
      options: ruleStandings.map((value) => ({ value, label: standingWords[value] })),
    },
    {
      name: 'severity',
      label: 'Severity',
      value: filter.severity ?? '',
      allLabel: 'Every severity',
      options: alertSeverities.map((value) => ({ value, label: severityMarks[value].label })),
    },
    {
      name: 'kind',
      label: 'Kind',
      value: filter.kind ?? '',
      allLabel: 'Every kind',
      options: ruleKinds.map((value) => ({ value, label: kindWords[value].label })),
    },
  ]
}
