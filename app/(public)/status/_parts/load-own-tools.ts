import { setTimeout as sleep } from 'node:timers/promises'
import { findConsumer } from '@/lib/accounts/queries'
import { isDatabaseAway, rootCause } from '@/lib/errors'
import { readPublic, readTenant } from '@/lib/http/read'
import { findUser } from '@/lib/http/require-actor'
import { log } from '@/lib/log'
import { readToolsNow } from '@/lib/status/queries/tools-now'
import { type ToolFacts, type ToolState, toolState } from '@/lib/status/tool-state'
import { addDays, SECOND, startOfDay } from '@/lib/time'
import { listCalledTools, listConsumerUsage } from '@/lib/usage/queries'

/** Days in which it was called. */
const DAYS = 28
/** The most called ones; the rest stand on the page of usage. */
const SHOWN = 12
const PATIENCE_MS = 5 * SECOND

export interface OwnTool extends ToolState {
  id: string
  name: string
  slug: string
  incident: ToolFacts['incident']
}

export interface OwnTools {
  tools: OwnTool[]
  /** How many more were called. */
  more: number
}

/**
 * The tools that the keys of the reader's own organization have called lately, with how they do now; null for
 * readers who call none, 'away' when it cannot be said. Never throws: the page stands without it.
 */
export function loadOwnTools(now: Date): Promise<OwnTools | null | 'away'> {
  // A database that neither answers nor refuses must not hold the page open.
  return Promise.race([readOwnTools(now), sleep(PATIENCE_MS, 'away' as const, { ref: false })])
}

async function readOwnTools(now: Date): Promise<OwnTools | null | 'away'> {
  try {
    const ctx = await findUser()
    const organizationId = ctx?.actor.organizationId
    if (!organizationId) return null
    const called = await readTenant({ organizationId }, async (tx) => {
      const consumer = await findConsumer(tx, organizationId)
      if (!consumer) return []
      const window = { from: addDays(startOfDay(now), -DAYS + 1), to: addDays(startOfDay(now), 1) }
      const usage = await listConsumerUsage(tx, { consumerId: consumer.id, window })
      const names = new Map((await listCalledTools(tx)).map((tool) => [tool.id, tool]))
      return usage.flatMap(({ toolId, invocations }) => {
        const tool = names.get(toolId)
        return tool && invocations > 0 ? [tool] : []
      })
    })
    if (called.length === 0) return null
    const shown = called.slice(0, SHOWN)
    const facts = await readPublic((tx) =>
      readToolsNow(
        tx,
        shown.map(({ id }) => id),
        now,
      ),
    )
    const tools = shown.map(({ id, name, slug }) => {
      const known = facts.get(id) ?? { rated: 0, failed: 0, probe: null, incident: null }
      return { id, name, slug, incident: known.incident, ...toolState(known) }
    })
    return { tools, more: called.length - shown.length }
  } catch (err) {
    if (isDatabaseAway(err)) log().warn({ err: rootCause(err) }, 'the tools of a reader of the status page cannot be read')
    else log().error({ err: rootCause(err) }, 'the tools of a reader of the status page cannot be read')
    return 'away'
  }
}
