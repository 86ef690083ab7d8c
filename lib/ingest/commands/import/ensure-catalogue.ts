import { sql } from 'drizzle-orm'
import { withPlatform } from '@/db/client'
import { AppError } from '@/lib/errors'
import { forgetCatalogue } from '../../catalogue/queries'
import type { Fact } from '../../events/fact'
import type { CatalogueEntry } from '../../import/call-records'
import { applyFacts } from '../events/apply-facts'

/**
 * Makes the publishers and tools that a source's calls name, as if the platform had reported them.
 * Publishers remember by how many weeks their times were moved.
 */
export async function ensureCatalogue(entries: CatalogueEntry[], source: string, shiftedWeeks: number): Promise<void> {
  const publishers = [...new Map(entries.map((entry) => [entry.publisher, entry])).values()]
  const fact = (id: string, data: object, atMs: number): Fact => ({ places: [0], source, eventId: id, data: data as Fact['data'], atMs })
  const organizations = publishers.map(({ publisher, publisherName, occurredAtMs }) => fact(publisher, { id: publisher, name: publisherName }, occurredAtMs))
  const developers = publishers.map(({ publisher, occurredAtMs }) => fact(publisher, { id: publisher }, occurredAtMs))
  const tools = entries.map(({ tool, toolName, publisher, occurredAtMs }) => fact(tool, { id: tool, developer: publisher, name: toolName }, occurredAtMs))
  await withPlatform(async (tx) => {
    const sender = { keyId: null, organizationId: null }
    const failures = [
      ...(await applyFacts(tx, 'organization', organizations, sender)),
      ...(await applyFacts(tx, 'developer', developers, sender)),
      ...(await applyFacts(tx, 'tool', tools, sender)),
    ]
    if (failures[0]) throw new AppError('conflict', `The publishers and tools of the file could not be made: ${failures[0].message}`)
    await tx.execute(sql`
      update organizations set shifted_weeks = ${shiftedWeeks === 0 ? null : shiftedWeeks}::int
      where external_id in (select jsonb_array_elements_text(${JSON.stringify(publishers.map(({ publisher }) => publisher))}::jsonb))`)
  })
  forgetCatalogue('tools')
}
