'use server'

import { z } from 'zod'
import type { PaletteEntry } from '@/components/shell/palette-entry'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { listIncidents, listOpenIncidents } from '@/lib/incidents/queries/list-incidents'
import { incidentLabel, severityLabel, statusWords } from '@/lib/incidents/words'
import { listPublishers } from '@/lib/scores/publishers/queries'

const MOST = 8
const MOST_INCIDENTS = 4

/** The incidents and publishers that a text finds; for the command palette of the staff. "incident" finds all that are open. */
export async function findEntries(text: string): Promise<PaletteEntry[]> {
  const ctx = await requireStaff('admin.read')
  const search = z.string().trim().min(1).max(100).parse(text)
  const open = 'incidents'.startsWith(search.toLowerCase())
  const { incidents, publishers } = await readPlatform(ctx, async (tx) => ({
    incidents: open ? await listOpenIncidents(tx) : await listIncidents(tx, { search, limit: MOST_INCIDENTS, now: ctx.now }),
    publishers: (await listPublishers(tx, { search, light: null, sort: 'name', direction: 'asc', limit: MOST, offset: 0 })).publishers,
  }))
  return [
    ...incidents.slice(0, MOST_INCIDENTS).map(({ id, number, title, severity, status }) => ({
      label: `${incidentLabel(number)} ${title}`,
      href: `/admin/incidents/${id}`,
      note: `${severityLabel(severity)}, ${statusWords[status].toLowerCase()}`,
    })),
    ...publishers.map(({ organizationId, name }) => ({ label: name, href: `/admin/organizations/${organizationId}`, note: 'Publisher' })),
  ]
}
