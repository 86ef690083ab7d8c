import { coversTool, type FaultSpan } from '@/lib/ingest/attribute-fault'
import { DAY } from '@/lib/time'

// Clocks of gates stand while an incident of the platform, or of a provider that the tool depends on,
// covers the tool; and while the tool is part of a story that several developers have in common, whose
// cause is the platform or a provider.

/** A fault window with its name. */
export interface NamedSpan extends FaultSpan {
  label: string
}

/** A stretch in which a clock stands, half-open, milliseconds since 1970. `toMs` null while it lasts. */
export interface Stop {
  fromMs: number
  toMs: number | null
  label: string
}

/** A stop with the tool that it was seen on. */
export interface StoryStop extends Stop {
  toolId: string
  organizationId: string
}

/** What stops clocks: incidents, by what they cover, and stories of the platform, by tool and by organization. */
export interface StopSources {
  spans: readonly NamedSpan[]
  ofTool: ReadonlyMap<string, Stop[]>
  ofOrganization: ReadonlyMap<string, Stop[]>
}

/** Puts together what stops clocks. A story may cover thousands of tools, so each finds its own. */
export function stopSources(spans: readonly NamedSpan[], stories: readonly StoryStop[]): StopSources {
  const ofTool = new Map<string, Stop[]>()
  const ofOrganization = new Map<string, Stop[]>()
  const add = (map: Map<string, Stop[]>, id: string, stop: Stop) => map.set(id, [...(map.get(id) ?? []), stop])
  for (const { toolId, organizationId, ...stop } of stories) {
    add(ofTool, toolId, stop)
    add(ofOrganization, organizationId, stop)
  }
  return { spans, ofTool, ofOrganization }
}

/** The stretches in which the clock of this tool stands, oldest first; they may overlap. */
export function stopsOf({ spans, ofTool }: StopSources, tool: { toolId: string; route: string | null; dependsOn: string[] }): Stop[] {
  return inOrder([...spans.filter((span) => coversTool(span, { ...tool, id: tool.toolId })), ...(ofTool.get(tool.toolId) ?? [])])
}

/** The stretches in which the clocks over a publisher stand: those of any of its tools, oldest first; they may overlap. */
export function stopsOfPublisher(
  { spans, ofOrganization }: StopSources,
  { organizationId, tools }: { organizationId: string; tools: readonly { id: string; route: string | null; dependsOn: string[] }[] },
): Stop[] {
  return inOrder([...spans.filter((span) => tools.some((tool) => coversTool(span, tool))), ...(ofOrganization.get(organizationId) ?? [])])
}

function inOrder(stops: readonly Stop[]): Stop[] {
  return stops.map(({ fromMs, toMs, label }) => ({ fromMs, toMs, label })).sort((a, b) => a.fromMs - b.fromMs)
}

/** How many milliseconds of [from, to) the clock stood; overlapping stops count once. */
export function stoppedMs(stops: readonly Stop[], fromMs: number, toMs: number): number {
  let stopped = 0
  let counted = fromMs
  for (const stop of stops) {
    const from = Math.max(stop.fromMs, counted)
    const to = Math.min(stop.toMs ?? toMs, toMs)
    if (to <= from) continue
    stopped += to - from
    counted = to
  }
  return stopped
}

/** What the clock stands for at this moment; null while it runs. */
export function stoppedBy(stops: readonly Stop[], atMs: number): string | null {
  return stops.find((stop) => stop.fromMs <= atMs && (stop.toMs === null || atMs < stop.toMs))?.label ?? null
}

/** Did the clock stand for the whole UTC day that begins here? */
export function coversDay(stops: readonly Stop[], dayMs: number): boolean {
  return stoppedMs(stops, dayMs, dayMs + DAY) === DAY
}
