'use server'

import { z } from 'zod'
import type { PaletteEntry } from '@/components/shell/palette-entry'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { listTools } from '@/lib/tools/queries'

const MOST = 8

/** The organization's tools that a text finds, by name; for the command palette. */
export async function findTools(text: string): Promise<PaletteEntry[]> {
  const ctx = await requireTenant()
  const search = z.string().trim().min(1).max(100).parse(text)
  const found = await readTenant(ctx, (tx) => listTools(tx, { organizationId: ctx.organizationId, search }))
  return found.slice(0, MOST).map((tool) => ({ label: tool.name, href: `/dashboard/tools/${tool.id}`, note: 'Tool' }))
}
