import { DataTable } from '@/components/ui/data-table'
import { Disclosure } from '@/components/ui/disclosure'
import type { TableQuery } from '@/components/ui/table-query'
import type { FormAction } from '@/lib/action-result'
import type { RuleNarrowing } from '@/lib/alerts/filter'
import { LAB_DAYS } from '@/lib/alerts/lab/model'
import type { RuleTemplate } from '@/lib/alerts/metrics/model'
import type { RuleRow } from '@/lib/alerts/view'
import { ruleColumns, ruleFilters } from './rule-columns'
import { TemplateGallery } from './template-gallery'

interface RuleTableProps {
  /** Address of the section: /dashboard/alerts. */
  base: string
  rules: RuleRow[]
  total: number
  /** Rules that there are, whatever the list is narrowed to. */
  all: number
  query: TableQuery
  filter: RuleNarrowing
  templates: readonly RuleTemplate[]
  now: Date
  zone: string
  /** Null: looked at only. */
  actions: { enable: FormAction; disable: FormAction } | null
}

/** Rules as a list, and the templates to begin with. */
export function RuleTable({ base, rules, total, all, query, filter, templates, now, zone, actions }: RuleTableProps) {
  return (
    <div className="space-y-4">
      <DataTable
        caption="Alert rules"
        columns={ruleColumns({ now, zone, actions })}
        rows={rules}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `${base}/rules/${id}`}
        query={query}
        total={total}
        searchPlaceholder="Search name, metric or tool"
        filters={ruleFilters(filter)}
        empty={
          <div className="py-6">
            <p className="mb-1 text-center font-medium">
              No rule yet. Begin with one of these: each opens the editor, and can be tried on the past {LAB_DAYS} days.
            </p>
            <p className="mb-5 text-center text-sm text-text-muted">Nothing is told before you save it.</p>
            <TemplateGallery templates={templates} base={base} />
          </div>
        }
      />
      {all > 0 ? (
        <Disclosure summary="Begin with a template" summaryClassName="py-1 text-sm font-medium">
          <div className="pt-2">
            <TemplateGallery templates={templates} base={base} />
          </div>
        </Disclosure>
      ) : null}
    </div>
  )
}
