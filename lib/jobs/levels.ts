import { sql } from 'drizzle-orm'
import { withPlatform } from '@/db/client'
import type { Dimensions } from '@/lib/dimensions'
import type { Level } from '@/lib/metrics/series/commands/record-levels'
import { HOUR } from '@/lib/time'

/**
 * How full the platform's queues are (messages that are due or under way, and for how long the oldest has been
 * due), mails by state, connections to this database, and how many people were active in the last hour.
 */
export function readLevels(now: Date): Promise<Level[]> {
  return withPlatform(
    async (tx) => {
      const rows = await tx.execute<{ metric: string; dimensions: Dimensions; value: number }>(sql`
        with due (queue, at) as (
          select 'mail', next_attempt_at from outbox where state in ('pending', 'sending')
          union all select 'webhook', next_attempt_at from webhook_sends where state in ('pending', 'sending')
          union all select 'channel', next_attempt_at from channel_deliveries where state in ('pending', 'sending')
        ), queues as (
          select queue, count(at)::float8 as depth, coalesce(greatest(extract(epoch from ${now}::timestamptz - min(at)), 0), 0)::float8 as oldest
          from (values ('mail'), ('webhook'), ('channel')) as names (queue) left join due using (queue) group by queue
        )
        select 'queue_depth' as metric, jsonb_build_object('queue', queue) as dimensions, depth as value from queues
        union all select 'queue_oldest_seconds', jsonb_build_object('queue', queue), oldest from queues
        union all select 'outbox_depth', jsonb_build_object('status', state), (select count(*)::float8 from outbox o where o.state = s.state)
          from unnest(array['pending', 'sending']::outbox_state[]) as s (state)
        union all select 'db_connections', '{}', count(*)::float8 from pg_stat_activity where datname = current_database()
        union all select 'active_users_hourly', '{}', count(distinct user_ref)::float8 from user_activities where at >= ${new Date(now.getTime() - HOUR)} and at < ${now}`)
      return [...rows]
    },
    { accessMode: 'read only' },
  )
}
