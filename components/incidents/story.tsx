import { type Whole, WholeLink } from '@/components/ui/whole'
import type { FormAction } from '@/lib/action-result'
import { formatDateTime, formatRelative } from '@/lib/format'
import type { EntryRow, IncidentDetail } from '@/lib/incidents/view'
import { entrySentence } from '@/lib/incidents/words'
import { MINUTE } from '@/lib/time'
import { type ShownEntry, StoryEntries } from './story-entries'
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
  whole: Whole
}

/** What happened, newest first: what people wrote, and what followed from it by itself. */
export function Story({ incident, part, now, correct, whole }: StoryProps) {
  const entries = entriesOf(incident.entries, part)
  if (entries.length === 0) return <p className="text-sm text-text-muted">Nothing of this kind is in the story yet.</p>
  const shown = shownEntries(incident, entries, now)
  return (
    <>
      {correct && shown.some(({ open }) => open) ? (
        <WholeLink whole={whole} place="story" className="pb-3">
          Show the forms that correct entries
        </WholeLink>
      ) : null}
      <StoryEntries incidentId={incident.id} entries={shown} correct={correct} drawn={whole.drawn} />
    </>
  )
}

function shownEntries({ people, systemNames, attachedAlerts, entries: all }: IncidentDetail, entries: readonly EntryRow[], now: Date): ShownEntry[] {
  const names = { person: (id: string) => people[id] ?? null, system: (key: string) => systemNames[key] ?? key }
  const titles = new Map(attachedAlerts.map(({ id, title }) => [id, title]))
  const corrections = new Map(all.map((entry) => [entry.seq, entry]))
  const moment = (at: Date) => ({ iso: at.toISOString(), ago: formatRelative(at, now), exact: formatDateTime(at) })
  return entries.map((entry): ShownEntry => {
    const { seq, facts, author, at, recordedAt, body, visibility, correctedBySeq } = entry
    const correction = correctedBySeq === null ? undefined : corrections.get(correctedBySeq)
    const said = moment(at)
    return {
      seq,
      tone: entryTone(entry),
      sentence: entrySentence(entry, names),
      author: nameOf(author),
      at: recordedAt.getTime() - at.getTime() > MINUTE ? { ...said, exact: `${said.exact}, written down ${formatDateTime(recordedAt)}` } : said,
      ...(visibility === 'public' ? { public: true } : {}),
      ...(facts.alertId ? { alert: { href: `/admin/alerts/${facts.alertId}`, title: titles.get(facts.alertId) ?? 'the alert' } } : {}),
      ...(body ? { body } : {}),
      ...(correction ? { correction: { author: nameOf(correction.author), at: moment(correction.at), body: correction.body } } : {}),
      ...(body && author ? { open: true } : {}),
    }
  })
}
