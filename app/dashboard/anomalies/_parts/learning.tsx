import Link from 'next/link'
import { Card } from '@/components/ui/card'
import { Disclosure } from '@/components/ui/disclosure'
import { judgedFrom } from '@/lib/anomalies/detect/z-score'
import type { Learning as LearningState } from '@/lib/anomalies/queries/learning'
import { formatCount } from '@/lib/format'

/** Which tools cannot be judged yet, and how far they are. Nothing where every tool is. */
export function Learning({ learning: { judged, learning } }: { learning: LearningState }) {
  if (learning.length === 0) return null
  const all = judged === 0
  return (
    <Card flush>
      <Disclosure
        summaryClassName="px-4 py-3 sm:px-5 hover:bg-surface-muted"
        open={all && learning.length <= 5}
        summary={
          <span>
            {sentence(learning.length, all)} <span className="text-sm text-text-muted">Judged from {judgedFrom} on.</span>
          </span>
        }
      >
        <ul className="divide-y divide-border border-t border-border text-sm">
          {learning.map((tool) => (
            <li key={tool.toolId} className="flex flex-wrap items-baseline justify-between gap-x-4 px-4 py-2 pl-10 sm:px-5 sm:pl-11">
              <Link href={`/dashboard/tools/${tool.toolId}`} prefetch={false} className="hover:underline">
                {tool.name}
              </Link>
              <span className="text-text-muted">
                {tool.days === 1 ? '1 day' : `${tool.days} days`} of 7, {formatCount(Math.min(tool.calls, 100))} calls of 100
              </span>
            </li>
          ))}
        </ul>
      </Disclosure>
    </Card>
  )
}

function sentence(count: number, all: boolean): string {
  if (all) return count === 1 ? 'Your tool is still being learned.' : `All ${formatCount(count)} tools are still being learned.`
  return count === 1 ? 'One tool is still being learned.' : `${formatCount(count)} tools are still being learned.`
}
