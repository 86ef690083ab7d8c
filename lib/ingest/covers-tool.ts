import { type SQL, sql } from 'drizzle-orm'

/**
 * The rule of coversTool (attribute-fault.ts) over many rows: does the fault window under this alias cover the
 * tool under that one? Everywhere that asks it in SQL asks it with these words.
 */
export function windowCoversTool(window: SQL, tool: SQL): SQL {
  return sql`case ${window}.kind
    when 'upstream' then ${window}.provider = any (${tool}.depends_on)
    else ${coversEverything(window)} or ${tool}.route = any (${window}.routes) or ${tool}.id = any (${window}.tools)
  end`
}

/** Is it a window of the platform that covers every tool? */
export function coversEverything(window: SQL): SQL {
  return sql`(${window}.kind = 'platform' and cardinality(${window}.routes) = 0 and cardinality(${window}.tools) = 0)`
}
