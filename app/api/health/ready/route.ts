import { connection } from 'next/server'
import { isDatabaseReady } from '@/lib/jobs/queries'

/** Readiness: send requests here only while the database answers and is migrated. */
export async function GET(): Promise<Response> {
  await connection()
  const ready = await isDatabaseReady()
  return Response.json(
    { status: ready ? 'ok' : 'unavailable', database: ready ? 'ok' : 'away' },
    { status: ready ? 200 : 503, headers: { 'cache-control': 'no-store', ...(ready ? {} : { 'retry-after': '5' }) } },
  )
}
