import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { listChoices } from '@/lib/incidents/queries/choices'

/** What the forms of incidents offer when somebody comes to it: tools and providers. */
export async function GET(): Promise<Response> {
  const ctx = await requireStaff('incidents.create')
  return Response.json(await readPlatform(ctx, listChoices), { headers: { 'cache-control': 'no-store' } })
}
