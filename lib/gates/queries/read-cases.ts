import type { Tx } from '@/db/client'
import { addDays } from '@/lib/time'
import { type Stop, type StopSources, stopSources, stopsOf, stopsOfPublisher } from '../clock'
import { type GateFacts, judge, type Verdict } from '../judge'
import { type GateType, gateSpecs } from '../model'
import { findOldestClock, readExemptions } from './read-episodes'
import {
  type DeveloperSubject,
  findFirstKnownDay,
  listNamedSpans,
  listStoryStops,
  readLastCallDays,
  readProbeFacts,
  readRateDays,
  type ToolSubject,
} from './read-facts'

/** What is the same for all subjects of one check. */
export interface Background {
  now: Date
  /** What stops clocks. */
  sources: StopSources
  /** Exemptions in force, as `<subject id>:<gate>`. */
  exempt: ReadonlySet<string>
  knownSinceMs: number | null
}

/** One gate of one subject, judged. */
export interface Case {
  type: GateType
  organizationId: string
  developerId: string
  /** Null: the publisher's. */
  toolId: string | null
  archived: boolean
  exempt: boolean
  stops: Stop[]
  verdict: Verdict
}

/** Days that stopped time is looked for without an open gate: as long as the longest watch. */
const STOP_DAYS = 100

/** Reads what all cases of a check share. */
export async function readBackground(tx: Tx, now: Date): Promise<Background> {
  const oldest = await findOldestClock(tx)
  const since = new Date(Math.min(addDays(now, -STOP_DAYS).getTime(), oldest?.getTime() ?? now.getTime()))
  return {
    now,
    sources: stopSources(await listNamedSpans(tx, { since, now }), await listStoryStops(tx, { since, now })),
    exempt: await readExemptions(tx, now),
    knownSinceMs: await findFirstKnownDay(tx),
  }
}

/** Judges these gates of a stretch of tools (as listToolSubjects gives them), with one statement a kind of fact. */
export async function readToolCases(tx: Tx, subjects: ToolSubject[], types: readonly GateType[], background: Background): Promise<Case[]> {
  const [first, last] = [subjects[0], subjects.at(-1)]
  if (!first || !last) return []
  const { now } = background
  const stretch = { from: first.toolId, upto: last.toolId }
  const wants = (type: GateType) => types.includes(type)
  const rates = wants('error_rate_elevated') || wants('error_rate_critical') ? await readRateDays(tx, stretch, now) : null
  const probes = wants('health_down') ? await readProbeFacts(tx, stretch, now) : null
  const lastCalls = wants('dormant') ? await readLastCallDays(tx, stretch, now) : null
  return subjects.flatMap((tool) => {
    const stops = stopsOf(background.sources, tool)
    return types.flatMap((type): Case[] => {
      const facts = factsOf(type, tool)
      if (facts === null) return []
      const { toolId, developerId, organizationId, archived } = tool
      const exempt = background.exempt.has(`${toolId}:${type}`)
      return [{ type, organizationId, developerId, toolId, archived, exempt, stops, verdict: judge(facts, stops, now) }]
    })
  })

  function factsOf(type: GateType, tool: ToolSubject): GateFacts | null {
    switch (type) {
      case 'error_rate_elevated':
      case 'error_rate_critical': {
        const days = rates?.get(tool.toolId)
        return days ? { type, days } : null
      }
      case 'health_down':
        return { type, hasEndpoint: tool.hasEndpoint, probes: probes?.get(tool.toolId) ?? null }
      case 'dormant':
        return { type, publishedMs: tool.publishedMs, lastCallDayMs: lastCalls?.get(tool.toolId) ?? null, knownSinceMs: background.knownSinceMs }
      case 'low_score':
        return null
    }
  }
}

/** Judges the gates that stand over publishers as a whole. An incident that covers one of the tools covers the publisher. */
export function developerCases(developers: DeveloperSubject[], background: Background): Case[] {
  return developers.map((developer): Case => {
    const stops = stopsOfDeveloper(developer, background)
    return {
      type: 'low_score',
      organizationId: developer.organizationId,
      developerId: developer.developerId,
      toolId: null,
      archived: developer.publishedMs === null,
      exempt: background.exempt.has(`${developer.developerId}:low_score`),
      stops,
      verdict: judge({ type: 'low_score', receipts: developer.receipts.slice(-gateReceipts) }, stops, background.now),
    }
  })
}

/** The stretches in which a publisher's clocks stand: those of any of its tools. */
export function stopsOfDeveloper(developer: DeveloperSubject, { sources }: Background): Stop[] {
  return stopsOfPublisher(sources, developer)
}

/** The page of a gate shows so many receipts. */
const gateReceipts = 45

/** The gates that stand over tools. */
export const toolGates = Object.values(gateSpecs).flatMap(({ type, subject }) => (subject === 'tool' ? [type] : []))
