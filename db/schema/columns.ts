import { bigint, timestamp } from 'drizzle-orm/pg-core'

/** A moment, stored as timestamptz and read as a Date (UTC). */
export const moment = () => timestamp({ withTimezone: true, mode: 'date' })

/** Money in millionths of a US dollar: sums of many tiny prices stay exact. */
export const micros = () => bigint({ mode: 'number' })

/** When the row was written by us (not when the fact happened). */
export const createdAt = () => moment().notNull().defaultNow()
