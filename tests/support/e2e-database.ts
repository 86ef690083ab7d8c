import postgres from 'postgres'
import { prepareEnvironment } from '@/scripts/environment'
import { e2eDatabase } from './e2e-environment'
import { withDatabase } from './postgres'

/** The address of the database behind the server that the browser tests talk to. */
export async function e2eDatabaseUrl(baseURL: string | undefined): Promise<string> {
  return withDatabase(await prepareEnvironment(), e2eDatabase(new URL(baseURL ?? '').port))
}

/** A connection to it with the owner's rights, for what no page can bring about. */
export async function connectE2e(baseURL: string | undefined): Promise<postgres.Sql> {
  return postgres(await e2eDatabaseUrl(baseURL), { max: 1, onnotice: () => {}, connection: { TimeZone: 'UTC' } })
}
