import { bigint, index, inet, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { moment } from './columns'

/**
 * The single history: who did what to which subject. Append-only: UPDATE, DELETE and TRUNCATE are
 * refused for every role (db/security.sql). It holds ids, not names or addresses of people, so
 * that erasing a person never rewrites it. Spec: audit_log.
 */
export const journal = pgTable(
  'journal',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: moment().notNull().defaultNow(),
    /** Null: an act of the platform as a whole. No foreign key: history outlives what it names. */
    organizationId: uuid(),
    actorKind: text().notNull(),
    actorId: text(),
    action: text().notNull(),
    subjectKind: text().notNull(),
    subjectId: text().notNull(),
    before: jsonb(),
    after: jsonb(),
    reason: text(),
    requestId: text(),
    ip: inet(),
  },
  (t) => [
    // A subject's own history (a key, a tool, an incident), newest first.
    index('journal_subject_idx').on(t.subjectKind, t.subjectId, t.id),
    // An organization's audit page, newest first.
    index('journal_organization_idx').on(t.organizationId, t.id),
  ],
)
