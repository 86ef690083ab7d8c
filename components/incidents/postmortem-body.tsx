import { Markdown } from '@/components/ui/markdown'
import { formatCount, formatMoney } from '@/lib/format'
import type { PostmortemText } from '@/lib/incidents/postmortem'

/** A post-mortem as it is read. */
export function PostmortemBody({ postmortem }: { postmortem: PostmortemText }) {
  const { whatHappened, impact, usersAffected, minutes, revenueMicros, whys, rootCause, lessons } = postmortem
  const asked = whys.filter(Boolean)
  return (
    <div className="space-y-6">
      <Part title="What happened" text={whatHappened} />
      <section>
        <h3 className="mb-1.5 font-semibold">Impact</h3>
        <p className="mb-2">
          {usersAffected === null ? 'An unknown number of' : formatCount(usersAffected)} users,{' '}
          {minutes === null ? 'an unknown number of' : formatCount(minutes)} minutes,{' '}
          {revenueMicros === null ? 'unknown revenue' : `${formatMoney(revenueMicros)} of revenue`}.
        </p>
        {impact ? <Markdown text={impact} level={4} /> : null}
      </section>
      {asked.length > 0 ? (
        <section>
          <h3 className="mb-1.5 font-semibold">Whys</h3>
          <ol className="max-w-[68ch] list-decimal space-y-1 pl-5">
            {asked.map((why) => (
              <li key={why} className="break-words">
                {why}
              </li>
            ))}
          </ol>
        </section>
      ) : null}
      <Part title="Root cause" text={rootCause} />
      <Part title="What was learned" text={lessons} />
    </div>
  )
}

function Part({ title, text }: { title: string; text: string }) {
  return (
    <section>
      <h3 className="mb-1.5 font-semibold">{title}</h3>
      {text ? <Markdown text={text} level={4} /> : <p className="text-text-muted">Not written yet.</p>}
    </section>
  )
}
