import { and, eq } from 'drizzle-orm'
import { withTenant } from '@/db/client'
import { toolVersions } from '@/db/schema/tools'
import { type Context, isOwner } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { appendJournal } from '@/lib/journal/commands'
import { changelogInputSchema, changelogIsOurs } from './model'

type TenantContext = Context & { organizationId: string }

/**
 * Writes the changelog that the platform did not report. It counts as the newest word about the
 * version: a report of an earlier moment does not replace it, a later one with a changelog does.
 * @throws AppError forbidden, not_found, conflict when the platform reports one; ZodError for an empty or too long text
 */
export async function writeChangelog(ctx: TenantContext, input: { id: string; changelog: string }): Promise<void> {
  if (!isOwner(ctx.actor)) throw new AppError('forbidden', 'Only owners of the organization may change this.')
  const { changelog } = changelogInputSchema.parse(input)
  await withTenant(ctx.organizationId, async (tx) => {
    const mine = and(eq(toolVersions.id, input.id), eq(toolVersions.organizationId, ctx.organizationId))
    const [version] = await tx.select().from(toolVersions).where(mine).for('update')
    if (!version) throw new AppError('not_found', 'There is no such version.')
    if (!changelogIsOurs(version)) throw new AppError('conflict', 'The platform reports a changelog for this version; change it there.')
    if (version.changelog === changelog) return
    const reportedAt = version.reportedAt !== null && version.reportedAt > ctx.now ? version.reportedAt : ctx.now
    await tx.update(toolVersions).set({ changelog, changelogWrittenAt: reportedAt, reportedAt }).where(mine)
    await appendJournal(tx, ctx, {
      action: 'tool_version.changelog_written',
      subjectKind: 'tool_version',
      subjectId: input.id,
      organizationId: ctx.organizationId,
      after: { toolId: version.toolId, version: version.version, characters: changelog.length },
    })
  })
}
