import Link from 'next/link'
import { Card } from '@/components/ui/card'
import { ProgressBar } from '@/components/ui/progress-bar'
import type { WatchedGate } from '@/lib/gates/queries/list-watching'
import { gateTitles } from '@/lib/gates/words'

/** Gates that are not open but on their way, furthest first. */
export function Watching({ watching, open }: { watching: WatchedGate[]; open: number }) {
  if (watching.length === 0) {
    return (
      <Card title={open === 0 ? 'Nothing is on its way' : 'Nothing else is on its way'}>
        <p className="text-sm text-text-muted">When days begin to count towards a gate, the tool stands here with how many are left.</p>
      </Card>
    )
  }
  return (
    <Card
      title={
        watching.length === 1 ? `One ${open === 0 ? '' : 'more '}gate is on its way` : `${watching.length} ${open === 0 ? '' : 'more '}gates are on their way`
      }
      note="Nothing has happened yet, and nobody was told. Judged as of the last midnight UTC."
    >
      <ul className="divide-y divide-border text-sm">
        {watching.slice(0, 12).map((one) => {
          const unit = one.type === 'health_down' ? 'hours' : 'days'
          return (
            <li key={`${one.toolId}:${one.type}`} className="grid gap-x-4 gap-y-1 py-2.5 sm:grid-cols-[minmax(0,1fr)_10rem] sm:items-center">
              <div className="min-w-0">
                <p className="font-medium">
                  {one.toolId ? (
                    <Link href={`/dashboard/tools/${one.toolId}`} className="hover:underline">
                      {one.toolName}
                    </Link>
                  ) : (
                    'All your tools'
                  )}
                  <span className="font-normal text-text-muted"> · {gateTitles[one.type]}</span>
                </p>
                <p className="text-text-muted">{one.evidence.summary}</p>
              </div>
              <div className="space-y-1">
                <p className="text-xs text-text-muted tabular-nums">
                  {one.evidence.reached} of {one.evidence.needed} {unit}
                </p>
                <ProgressBar
                  value={one.evidence.reached}
                  max={one.evidence.needed}
                  tone={one.evidence.reached / one.evidence.needed >= 0.6 ? 'serious' : 'warning'}
                />
              </div>
            </li>
          )
        })}
      </ul>
      {watching.length > 12 ? <p className="pt-2 text-sm text-text-muted">{watching.length - 12} more are less far.</p> : null}
    </Card>
  )
}
