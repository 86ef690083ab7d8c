import { isDatabaseAway, rootCause } from '@/lib/errors'
import { log } from '@/lib/log'

/** What the work gives, or 'away' when the database is: a page then says so itself. Anything else that fails is a defect and is thrown. */
export async function unlessAway<T>(work: () => Promise<T>): Promise<T | 'away'> {
  try {
    return await work()
  } catch (err) {
    if (!isDatabaseAway(err)) throw err
    log().warn({ err: rootCause(err) }, 'the directory cannot be read')
    return 'away'
  }
}
