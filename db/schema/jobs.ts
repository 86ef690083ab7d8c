import { bigint, index, jsonb, pgEnum, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { moment } from './columns'

export const jobRunStateEnum = pgEnum('job_run_state', ['running', 'succeeded', 'failed', 'abandoned'])

/** Every run of every job: when, how much, and what went wrong. */
export const jobRuns = pgTable(
  'job_runs',
  {
    id: uuid().primaryKey().defaultRandom(),
    job: text().notNull(),
    /** The `now` that the run computed from. */
    at: moment().notNull(),
    /** scheduler | qstash | vercel | manual | cli. */
    trigger: text().notNull(),
    state: jobRunStateEnum().notNull(),
    counts: jsonb().notNull().default({}),
    error: text(),
    startedAt: moment().notNull(),
    finishedAt: moment(),
  },
  (t) => [index('job_runs_job_started_idx').on(t.job, t.startedAt)],
)

/** One holder at a time; a holder that dies frees the lease by letting it run out. */
export const leases = pgTable('leases', {
  name: text().primaryKey(),
  owner: text().notNull(),
  /** Fencing token: grows with every change of holder. */
  term: bigint({ mode: 'number' }).notNull(),
  until: moment().notNull(),
})

/** QStash messages already accepted, so that a replayed signature does no work. */
export const processedMessages = pgTable(
  'processed_messages',
  {
    messageId: text().primaryKey(),
    at: moment().notNull().defaultNow(),
  },
  (t) => [index('processed_messages_at_idx').on(t.at)],
)
