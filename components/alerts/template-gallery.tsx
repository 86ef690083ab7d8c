import Link from 'next/link'
import { StatusMark } from '@/components/ui/status-mark'
import type { RuleTemplate } from '@/lib/alerts/metrics/model'
import { ruleSentence } from '@/lib/alerts/sentence'
import { templateInput } from '@/lib/alerts/template-input'
import { severityMarks } from './words'

/** Rules to begin with, each a link to the editor. */
export function TemplateGallery({ templates, base }: { templates: readonly RuleTemplate[]; base: string }) {
  return (
    <ul className="grid gap-3 text-left sm:grid-cols-2 xl:grid-cols-3">
      {templates.map((template) => (
        <li key={template.key} className="min-w-0 rounded-lg border border-border bg-surface p-4">
          <Link href={`${base}/rules/new?template=${template.key}`} prefetch={false} className="font-medium hover:underline">
            {template.name}
          </Link>
          <p className="mt-1 text-sm text-text-muted">{ruleSentence(templateInput(template))}</p>
          <p className="mt-2 text-sm">
            <StatusMark {...severityMarks[template.severity]} />
          </p>
        </li>
      ))}
    </ul>
  )
}
