import { listen } from '@/db/client'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { DAY, MINUTE, SECOND } from '@/lib/time'
import { coversTool, type FaultSpan } from '../attribute-fault'
import { listConsumerIds, listFaultSpans, listToolFacts } from '../queries'
import { uuidBytes } from '../row-id'

// What ingest must know of every call's tool and caller, remembered by this process: at a hundred
// thousand calls a second nobody can be asked for each. Changes are announced by the database
// (triggers in db/security.sql); should an announcement be lost, age bounds the error.

export interface KnownTool {
  id: string
  idBytes: Uint8Array
  organizationId: string
  organizationBytes: Uint8Array
  route: string | null
  dependsOn: string[]
  /** Windows that cover the tool, valid while spansOf is the list they were chosen from. */
  covering: FaultSpan[]
  spansOf: readonly FaultSpan[] | null
}

interface Memory {
  tools: Map<string, KnownTool>
  consumers: Map<string, Uint8Array>
  spans: { list: FaultSpan[]; readAt: number } | null
  toolsSince: number
  /** Grows with every announcement: what was read before it is not remembered. */
  epoch: number
  listening: boolean
}

const CHANNEL = 'pulsegrid_catalogue'
const MAX_TOOLS = 50_000
const MAX_CONSUMERS = 500_000
const TOOLS_MAX_AGE_MS = MINUTE
const SPANS_MAX_AGE_MS = 5 * SECOND

const store = globalThis as typeof globalThis & { pulsegridCatalogue?: Memory }

function memory(): Memory {
  store.pulsegridCatalogue ??= { tools: new Map(), consumers: new Map(), spans: null, toolsSince: 0, epoch: 0, listening: false }
  return store.pulsegridCatalogue
}

/** The tools of these external ids; a missing one is not in the answer. At most a minute old. */
export async function resolveTools(externalIds: Iterable<string>): Promise<(externalId: string) => KnownTool | undefined> {
  const cache = memory()
  listenForChanges(cache)
  if (Date.now() - cache.toolsSince > TOOLS_MAX_AGE_MS) {
    cache.tools = new Map()
    cache.toolsSince = Date.now()
  }
  const tools = cache.tools
  const missing = [...externalIds].filter((id) => !tools.has(id))
  if (missing.length === 0) return (id) => tools.get(id)

  const epoch = cache.epoch
  const found = new Map<string, KnownTool>()
  for (const tool of await listToolFacts(missing)) {
    found.set(tool.externalId, {
      id: tool.id,
      idBytes: uuidBytes(tool.id),
      organizationId: tool.organizationId,
      organizationBytes: uuidBytes(tool.organizationId),
      route: tool.route,
      dependsOn: tool.dependsOn,
      covering: [],
      spansOf: null,
    })
  }
  if (epoch === cache.epoch) {
    if (cache.tools.size + found.size > MAX_TOOLS) cache.tools.clear()
    for (const [id, tool] of found) cache.tools.set(id, tool)
  }
  return (id) => tools.get(id) ?? found.get(id)
}

/**
 * The consumers of these external ids, as UUID bytes; a missing one is not in the answer. An id
 * never changes its meaning, so it is remembered until a consumer is deleted.
 */
export async function resolveConsumers(externalIds: Iterable<string>): Promise<(externalId: string) => Uint8Array | undefined> {
  const cache = memory()
  listenForChanges(cache)
  const consumers = cache.consumers
  const missing = [...externalIds].filter((id) => !consumers.has(id))
  if (missing.length === 0) return (id) => consumers.get(id)

  const epoch = cache.epoch
  const found = new Map<string, Uint8Array>()
  for (const consumer of await listConsumerIds(missing)) found.set(consumer.externalId, uuidBytes(consumer.id))
  if (epoch === cache.epoch) {
    if (cache.consumers.size + found.size > MAX_CONSUMERS) cache.consumers.clear()
    for (const [id, bytes] of found) cache.consumers.set(id, bytes)
  }
  return (id) => consumers.get(id) ?? found.get(id)
}

/** The fault windows that a call which is still accepted may lie in, at most 5 s old. */
export async function currentFaultSpans(): Promise<readonly FaultSpan[]> {
  const cache = memory()
  listenForChanges(cache)
  if (cache.spans && Date.now() - cache.spans.readAt < SPANS_MAX_AGE_MS) return cache.spans.list
  const epoch = cache.epoch
  const readAt = Date.now()
  const list = await listFaultSpans(new Date(readAt - env().RAW_RETENTION_DAYS * DAY))
  // The same list object is kept while nothing changed, so that covering() keeps its choice.
  const kept = cache.spans && JSON.stringify(cache.spans.list) === JSON.stringify(list) ? cache.spans.list : list
  if (epoch === cache.epoch) cache.spans = { list: kept, readAt }
  return kept
}

/** The windows of the list that cover the tool. */
export function covering(tool: KnownTool, spans: readonly FaultSpan[]): readonly FaultSpan[] {
  if (tool.spansOf !== spans) {
    tool.covering = spans.filter((span) => coversTool(span, tool))
    tool.spansOf = spans
  }
  return tool.covering
}

/** Forgets what an announcement names, or everything. */
export function forgetCatalogue(what: string = ''): void {
  const cache = memory()
  cache.epoch++
  if (what === 'fault_windows' || what === '') cache.spans = null
  if (what === 'tools' || what === '') cache.tools = new Map()
  if (what === 'consumers' || what === '') cache.consumers = new Map()
}

function listenForChanges(cache: Memory): void {
  if (cache.listening) return
  cache.listening = true
  // After a reconnection announcements may have been missed: forget everything.
  listen(
    CHANNEL,
    (what) => forgetCatalogue(what),
    () => forgetCatalogue(),
  ).catch((error: unknown) => {
    cache.listening = false
    log().debug({ err: error }, 'changes of the catalogue are not listened to; they take effect within a minute')
  })
}
