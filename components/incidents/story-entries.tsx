'use client'

import Link from 'next/link'
import { ActionForm } from '@/components/ui/action-form'
import { Badge } from '@/components/ui/badge'
import { Disclosure } from '@/components/ui/disclosure'
import { Shape } from '@/components/ui/status-mark'
import { SubmitButton } from '@/components/ui/submit-button'
import { TextareaField } from '@/components/ui/textarea-field'
import type { Tone } from '@/components/ui/tone'
import { useAlive } from '@/components/ui/use-alive'
import type { FormAction } from '@/lib/action-result'

/** A moment in the words that the server found for it, which a browser could find other ones for. */
interface SaidMoment {
  iso: string
  /** "3 min ago". */
  ago: string
  /** With day, time and zone. */
  exact: string
}

/** An entry of the story as it is shown; what it has not is left out. */
export interface ShownEntry {
  seq: number
  tone: Tone
  sentence: string
  author: string
  at: SaidMoment
  public?: true
  alert?: { href: string; title: string }
  body?: string
  correction?: { author: string; at: SaidMoment; body: string }
  /** The reader may put it right. */
  open?: true
}

interface StoryEntriesProps {
  incidentId: string
  entries: ShownEntry[]
  correct: FormAction | null
  /** The folded forms are drawn on the server already. */
  drawn: boolean
}

/** The entries of a story: many of a kind, so the browser is sent what they say, and the server draws them once. */
export function StoryEntries({ incidentId, entries, correct, drawn }: StoryEntriesProps) {
  const alive = useAlive() || drawn
  return (
    <ol aria-label="Story" data-live-list className="relative">
      {entries.map(({ seq, tone, sentence, author, at, public: isPublic, alert, body, correction, open }) => (
        <li
          key={seq}
          id={`entry-${seq}`}
          className="relative flex gap-3 pb-5 before:absolute before:top-5 before:bottom-0 before:left-[5.5px] before:w-px before:bg-border last:pb-0 last:before:hidden"
        >
          <Shape tone={tone} className="mt-1 self-start" />
          <div className="min-w-0 flex-1">
            <p className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5 text-sm text-text-muted">
              <span className="font-medium text-text">{sentence}</span>
              {alert ? (
                <Link href={alert.href} prefetch={false} className="min-w-0 break-words text-accent underline underline-offset-2">
                  {alert.title}
                </Link>
              ) : null}
              {author}
              {isPublic ? (
                <Badge tone="info" shape={false}>
                  Public
                </Badge>
              ) : null}
              <Moment at={at} className="ml-auto" />
            </p>
            {body ? (
              <p className={`mt-0.5 max-w-[68ch] break-words whitespace-pre-line ${correction ? 'text-text-muted line-through decoration-border-strong' : ''}`}>
                {correction ? <span className="sr-only">Corrected: </span> : null}
                {body}
              </p>
            ) : null}
            {correction ? (
              <div className="mt-1.5 border-l-2 border-border pl-3">
                <p className="text-sm text-text-muted">
                  Put right by {correction.author} <Moment at={correction.at} />
                </p>
                <p className="max-w-[68ch] break-words whitespace-pre-line">{correction.body}</p>
              </div>
            ) : null}
            {correct && open && body ? (
              <Disclosure summary="Correct" className="mt-1" summaryClassName="w-fit text-xs text-text-muted">
                {alive ? (
                  <ActionForm action={correct} className="max-w-[68ch] space-y-2 pt-2">
                    <input type="hidden" name="id" value={incidentId} />
                    <input type="hidden" name="seq" value={seq} />
                    <TextareaField
                      name="body"
                      label={`What is right instead of “${short(body)}”`}
                      hint="Nothing that was written can be changed. What was wrong stays, crossed out, with this beneath it."
                      required
                      rows={2}
                      maxLength={10_000}
                      defaultValue={correction?.body ?? body}
                    />
                    <SubmitButton variant="secondary" size="sm" pendingLabel="Entering">
                      Enter the correction
                    </SubmitButton>
                  </ActionForm>
                ) : null}
              </Disclosure>
            ) : null}
          </div>
        </li>
      ))}
    </ol>
  )
}

function Moment({ at: { iso, ago, exact }, className = '' }: { at: SaidMoment; className?: string }) {
  return (
    <time dateTime={iso} title={exact} className={`whitespace-nowrap ${className}`}>
      {ago}
    </time>
  )
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40).trimEnd()}…` : text
}
