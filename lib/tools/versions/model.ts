import { z } from 'zod'

export const CHANGELOG_MAX = 5_000

export const changelogInputSchema = z.object({
  changelog: z.string().trim().min(1, 'Write what changed.').max(CHANGELOG_MAX, `A changelog has at most ${CHANGELOG_MAX} characters.`),
})

/**
 * May the changelog of a version be written here? Where the platform reported none; and what was
 * written here may be changed until the platform has its own word about the version.
 */
export function changelogIsOurs(version: { changelog: string; changelogWrittenAt: Date | null; reportedAt: Date | null }): boolean {
  if (version.changelog.trim() === '') return true
  const { changelogWrittenAt, reportedAt } = version
  return changelogWrittenAt !== null && (reportedAt === null || reportedAt <= changelogWrittenAt)
}
