import Link from 'next/link'
import { stateTones } from '@/components/status/marks'
import { Card } from '@/components/ui/card'
import { StatusMark } from '@/components/ui/status-mark'
import { componentStates } from '@/lib/status/model'
import { stateWords } from '@/lib/status/words'
import type { OwnTool, OwnTools } from './load-own-tools'

/** What a signed-in reader sees first: the tools that its own keys call. */
export async function OwnToolsCard({ reading }: { reading: Promise<OwnTools | null | 'away'> }) {
  const read = await reading
  if (read === null) return null
  if (read === 'away') return <Card title="The tools that you call cannot be read right now" note="The state of the platform below does not depend on it." />
  const worstFirst = read.tools.toSorted((a, b) => componentStates.indexOf(b.state) - componentStates.indexOf(a.state))
  return (
    <Card
      title={sentence(read.tools)}
      note="Tools that the keys of your organization called in the last 28 days, as they do now for everybody who calls them."
      flush
    >
      <ul className="grid divide-y divide-border sm:grid-cols-2 sm:divide-y-0">
        {worstFirst.map((tool) => (
          <li key={tool.id} className="px-4 py-2.5 sm:px-5">
            <div className="flex flex-wrap items-baseline justify-between gap-x-3">
              <Link href={`/directory/${tool.slug}`} prefetch={false} className="font-medium text-accent underline-offset-2 hover:underline">
                {tool.name}
              </Link>
              <span className="text-sm">
                <StatusMark
                  tone={tool.reason === null ? 'neutral' : stateTones[tool.state]}
                  label={tool.reason === null ? 'Too few calls' : stateWords[tool.state]}
                />
              </span>
            </div>
            {tool.reason === null ? null : (
              <p className="text-sm text-text-muted">
                {tool.reason}
                {tool.incident ? (
                  <>
                    {' · '}
                    <Link href={`/status/incidents/${tool.incident.number}`} prefetch={false} className="text-accent underline underline-offset-2">
                      {tool.incident.title}
                    </Link>
                  </>
                ) : null}
              </p>
            )}
          </li>
        ))}
      </ul>
      {read.more > 0 ? (
        <p className="border-t border-border px-4 py-2.5 text-sm text-text-muted sm:px-5">
          {read.more} more, called less, stand under{' '}
          <Link href="/dashboard/usage" prefetch={false} className="text-accent underline underline-offset-2">
            Usage
          </Link>
          .
        </p>
      ) : null}
    </Card>
  )
}

function sentence(tools: OwnTool[]): string {
  const bad = tools.filter(({ state }) => state !== 'operational')
  if (bad.length === 0) return tools.length === 1 ? 'The tool that you call works' : `The ${tools.length} tools that you call work`
  const names = bad.slice(0, 2).map(({ name }) => name)
  const rest = bad.length > 2 ? ` and ${bad.length - 2} more` : ''
  return `Of the tools that you call, ${names.join(names.length === 2 && rest === '' ? ' and ' : ', ')}${rest} ${bad.length === 1 ? 'has' : 'have'} trouble`
}
