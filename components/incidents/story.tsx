import Link from 'next/link'
import { ActionForm } from '@/components/ui/action-form'
import { Badge } from '@/components/ui/badge'
import { Disclosure } from '@/components/ui/disclosure'
import { Shape } from '@/components/ui/status-mark'
import { SubmitButton } from '@/components/ui/submit-button'
import { TextareaField } from '@/components/ui/textarea-field'
import { TimeAgo } from '@/components/ui/time-ago'
import type { FormAction } from '@/lib/action-result'
import { formatDateTime } from '@/lib/format'
import type { EntryRow, IncidentDetail } from '@/lib/incidents/view'
import { entrySentence } from '@/lib/incidents/words'
import { entryTone, nameOf } from './words'

export const storyParts = ['all', 'written', 'public'] as const
export type StoryPart = (typeof storyParts)[number]

/** The entries that a part of the story shows, newest first; corrections stand with what they put right. */
export function entriesOf(entries: readonly EntryRow[], part: StoryPart): EntryRow[] {
  return entries
    .filter(({ type, body, visibility }) => type !== 'correction' && (part === 'all' || (part === 'public' ? visibility === 'public' : body !== '')))
    .toReversed()
}

interface StoryProps {
  incident: IncidentDetail
  part: StoryPart
  now: Date
  /** Null: the reader may only look. */
  correct: FormAction | null
}

/** What happened, newest first: what people wrote, and what followed from it by itself. */
export function Story({ incident, part, now, correct }: StoryProps) {
  const entries = entriesOf(incident.entries, part)
  const names = { person: (id: string) => incident.people[id] ?? null, system: (key: string) => incident.systemNames[key] ?? key }
  const titles = new Map(incident.attachedAlerts.map(({ id, title }) => [id, title]))
  const corrections = new Map(incident.entries.map((entry) => [entry.seq, entry]))
  if (entries.length === 0) return <p className="text-sm text-text-muted">Nothing of this kind is in the story yet.</p>
  return (
    <ol aria-label="Story" data-live-list className="relative">
      {entries.map((entry) => {
        const correction = entry.correctedBySeq === null ? undefined : corrections.get(entry.correctedBySeq)
        const tone = entryTone(entry)
        const sentence = entrySentence(entry, names)
        return (
          <li
            key={entry.seq}
            id={`entry-${entry.seq}`}
            className="relative flex gap-3 pb-5 before:absolute before:top-5 before:bottom-0 before:left-[5.5px] before:w-px before:bg-border last:pb-0 last:before:hidden"
          >
            <Shape tone={tone} className="mt-1 self-start" />
            <div className="min-w-0 flex-1">
              <p className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5 text-sm">
                <span className="font-medium">{sentence}</span>
                {entry.facts.alertId ? (
                  <Link href={`/admin/alerts/${entry.facts.alertId}`} prefetch={false} className="min-w-0 break-words text-accent underline underline-offset-2">
                    {titles.get(entry.facts.alertId) ?? 'the alert'}
                  </Link>
                ) : null}
                <span className="text-text-muted">{nameOf(entry.author)}</span>
                {entry.visibility === 'public' ? (
                  <Badge tone="info" shape={false}>
                    Public
                  </Badge>
                ) : null}
                <span className="ml-auto text-text-muted" title={wasLate(entry) ? `Written down ${formatDateTime(entry.recordedAt)}` : undefined}>
                  <TimeAgo at={entry.at} now={now} />
                </span>
              </p>
              {entry.body ? (
                <p
                  className={`mt-0.5 max-w-[68ch] break-words whitespace-pre-line ${correction ? 'text-text-muted line-through decoration-border-strong' : ''}`}
                >
                  {correction ? <span className="sr-only">Corrected: </span> : null}
                  {entry.body}
                </p>
              ) : null}
              {correction ? (
                <div className="mt-1.5 border-l-2 border-border pl-3">
                  <p className="text-sm text-text-muted">
                    Put right by {nameOf(correction.author)} <TimeAgo at={correction.at} now={now} />
                  </p>
                  <p className="max-w-[68ch] break-words whitespace-pre-line">{correction.body}</p>
                </div>
              ) : null}
              {correct && entry.body && entry.author ? (
                <Disclosure summary="Correct" className="mt-1" summaryClassName="w-fit text-xs text-text-muted">
                  <ActionForm action={correct} className="max-w-[68ch] space-y-2 pt-2">
                    <input type="hidden" name="id" value={incident.id} />
                    <input type="hidden" name="seq" value={entry.seq} />
                    <TextareaField
                      name="body"
                      label={`What is right instead of “${short(entry.body)}”`}
                      hint="Nothing that was written can be changed. What was wrong stays, crossed out, with this beneath it."
                      required
                      rows={2}
                      maxLength={10_000}
                      defaultValue={correction?.body ?? entry.body}
                    />
                    <SubmitButton variant="secondary" size="sm" pendingLabel="Entering">
                      Enter the correction
                    </SubmitButton>
                  </ActionForm>
                </Disclosure>
              ) : null}
            </div>
          </li>
        )
      })}
    </ol>
  )
}

function wasLate({ at, recordedAt }: EntryRow): boolean {
  return recordedAt.getTime() - at.getTime() > 60_000
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40).trimEnd()}…` : text
}
