import { sql } from 'drizzle-orm'
import { withPlatform } from '@/db/client'
import { healthEndpoint } from '@/db/demo/load'
import { env } from '@/lib/env'

/**
 * Lets this process request the simulated tools' health endpoints, which it answers itself: its own
 * address joins SAFE_FETCH_ALLOW. Whoever loads the marketplace operates the server, so that the
 * decision stays with the operator; without a marketplace nothing is allowed.
 */
export function allowOwnAddress(): void {
  const { APP_URL, SAFE_FETCH_ALLOW } = env()
  const { hostname, port, protocol } = new URL(APP_URL)
  const own = `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`
  const allowed = SAFE_FETCH_ALLOW.split(',').map((each) => each.trim())
  if (!allowed.includes(own)) process.env.SAFE_FETCH_ALLOW = [...allowed, own].filter(Boolean).join(',')
}

/** Points the simulated tools' health endpoints at where this server is now, should it have moved. */
export async function pointHealthEndpoints(): Promise<void> {
  const { APP_URL } = env()
  const path = healthEndpoint('', '')
  await withPlatform((tx) =>
    tx.execute(sql`
      update tools t set health_endpoint = ${healthEndpoint(APP_URL, '')}::text || t.slug
      from organizations o
      where o.id = t.organization_id and o.simulated
        and t.health_endpoint like ${`%${path}%`} and t.health_endpoint <> ${healthEndpoint(APP_URL, '')}::text || t.slug`),
  )
}
