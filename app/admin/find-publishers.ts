'use server'

import { z } from 'zod'
import type { PaletteEntry } from '@/components/shell/palette-entry'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { listPublishers } from '@/lib/scores/publishers/queries'

const MOST = 8

/** The publishers that a text finds, by name; for the command palette of the staff. */
export async function findPublishers(text: string): Promise<PaletteEntry[]> {
  const ctx = await requireStaff('admin.read')
  const search = z.string().trim().min(1).max(100).parse(text)
  const { publishers } = await readPlatform(ctx, (tx) => listPublishers(tx, { search, light: null, sort: 'name', direction: 'asc', limit: MOST, offset: 0 }))
  return publishers.map(({ organizationId, name }) => ({ label: name, href: `/admin/organizations/${organizationId}`, note: 'Publisher' }))
}
