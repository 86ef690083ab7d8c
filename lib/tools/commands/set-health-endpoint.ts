import { and, eq, isNull } from 'drizzle-orm'
import { withTenant } from '@/db/client'
import { tools } from '@/db/schema/tools'
import { type Context, isOwner } from '@/lib/auth/model'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'
import { appendJournal } from '@/lib/journal/commands'
import { judgeUrl, parseAllowList, WEB_PORTS } from '@/lib/safe-url'

type TenantContext = Context & { organizationId: string }

const MAX_LENGTH = 2_000

/**
 * Sets the address at which a tool's health is asked every five minutes; null: it is asked no more.
 * Asked twice, the same. Only the form of the address is judged here: whoever requests it looks at
 * the addresses that its name leads to (lib/safe-fetch).
 * @throws AppError forbidden, invalid, not_found for an archived tool or one of another organization
 */
export async function setHealthEndpoint(ctx: TenantContext, input: { toolId: string; url: string | null }): Promise<void> {
  if (!isOwner(ctx.actor)) throw new AppError('forbidden', 'Only owners of the organization set health endpoints.')
  const url = input.url === null ? null : wellFormed(input.url)
  await withTenant(ctx.organizationId, async (tx) => {
    const mine = and(eq(tools.id, input.toolId), eq(tools.organizationId, ctx.organizationId), isNull(tools.archivedAt))
    const [before] = await tx.select({ url: tools.healthEndpoint }).from(tools).where(mine).for('no key update')
    if (!before) throw new AppError('not_found', 'There is no such tool.')
    if (before.url === url) return
    await tx.update(tools).set({ healthEndpoint: url }).where(mine)
    await appendJournal(tx, ctx, {
      action: 'tool.health_endpoint_set',
      subjectKind: 'tool',
      subjectId: input.toolId,
      organizationId: ctx.organizationId,
      before: { host: hostOf(before.url) },
      after: { host: hostOf(url) },
    })
  })
}

function wellFormed(text: string): string {
  const url = text.trim()
  if (url.length > MAX_LENGTH) throw wrong(`The address is longer than ${MAX_LENGTH} characters.`)
  const verdict = judgeUrl(url, { http: true, ports: WEB_PORTS, allow: parseAllowList(env().SAFE_FETCH_ALLOW) })
  if (!verdict.allowed) throw wrong(`This address cannot be asked: ${verdict.reason}`)
  return verdict.url.href
}

function wrong(message: string): AppError {
  return new AppError('invalid', message, { problems: [{ pointer: '/url', message }] })
}

// The whole address may hold a token; the host tells enough about who is asked.
function hostOf(url: string | null): string | null {
  return url === null || !URL.canParse(url) ? null : new URL(url).host
}
