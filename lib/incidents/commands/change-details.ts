import type { Tx } from '@/db/client'
import type { Context } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { effectsOf } from '../clock'
import { coverageProblems, type DetailsInput, startProblems } from '../input'
import type { EntryFacts } from '../model'
import { refuseUnknownTools } from '../queries/known-tools'
import { coverageWords } from '../words'
import { actOn, type Incident, note, refuseClosed, refuseProblems, refuseStale, saveIncident } from './act'
import { addEntry } from './add-entry'
import { moveAffectedStart } from './affected-systems'

/**
 * Changes what is said of an incident: its title, its beginning, its message on the status page and whether it
 * stands there, and whose failures it explains. What is left out stays.
 * @throws AppError forbidden, not_found, invalid, conflict when it was changed meanwhile, is closed, or nothing is other
 */
export function changeDetails(ctx: Context, incidentId: string, { version, ...change }: DetailsInput): Promise<Incident> {
  return actOn(ctx, incidentId, async (tx, incident) => {
    refuseStale(incident, version)
    refuseClosed(incident)
    const wanted = { ...incident, ...change }
    const over = effectsOf(incident).to
    refuseProblems([...coverageProblems(wanted), ...(change.startedAt ? startProblems(change.startedAt, { now: ctx.now, over }) : [])])
    if (change.tools) await refuseUnknownTools(tx, change.tools)
    const changes = changesBetween(incident, wanted)
    if (changes.length === 0) throw new AppError('conflict', 'This is so already. Nothing was changed.')
    const saved = await saveIncident(tx, ctx, incident, change)
    if (saved.startedAt.getTime() !== incident.startedAt.getTime()) await moveAffectedStart(tx, incidentId, incident.startedAt, saved.startedAt)
    await tellChanges(tx, ctx, saved, changes)
    await note(tx, ctx, 'changed', incidentId, { before: factsOf(incident), after: factsOf(saved) })
    return saved
  })
}

type Changed = { kind: 'details'; detail: string; facts: EntryFacts } | { kind: 'coverage'; facts: EntryFacts }

function changesBetween(before: Incident, after: Incident): Changed[] {
  const changes: Changed[] = []
  const detail = (name: string, facts: EntryFacts = {}) => changes.push({ kind: 'details', detail: name, facts })
  if (before.title !== after.title) detail('title', { from: before.title, to: after.title })
  if (before.startedAt.getTime() !== after.startedAt.getTime()) detail('startedAt', { from: before.startedAt.toISOString(), to: after.startedAt.toISOString() })
  if (before.public !== after.public) detail(after.public ? 'public' : 'hidden')
  else if (before.message !== after.message) detail('message')
  const covers = ({ coverage, routes, tools, provider }: Incident) => JSON.stringify([coverage, routes, tools, provider])
  if (covers(before) !== covers(after)) changes.push({ kind: 'coverage', facts: { from: coverageWords[before.coverage], to: coverageWords[after.coverage] } })
  return changes
}

/** What everybody is to read stands in a public entry; the rest is ours. */
async function tellChanges(tx: Tx, ctx: Context, { id, public: shown, message }: Incident, changes: readonly Changed[]): Promise<void> {
  for (const change of changes) {
    if (change.kind === 'coverage') await addEntry(tx, ctx, id, { type: 'coverage', facts: change.facts })
    else {
      const told = shown && (change.detail === 'public' || change.detail === 'message')
      await addEntry(tx, ctx, id, {
        type: 'details',
        facts: { ...change.facts, detail: change.detail },
        visibility: told && message !== '' ? 'public' : 'internal',
        body: change.detail === 'public' || change.detail === 'message' ? message : '',
      })
    }
  }
}

function factsOf({ coverage, routes, tools, provider, public: shown, startedAt }: Incident): Record<string, unknown> {
  return { coverage, routes, tools, provider, public: shown, startedAt: startedAt.toISOString() }
}
