/** Liveness: this process answers. Touches nothing else, so that a database that is away restarts no app. */
export async function GET(): Promise<Response> {
  return Response.json({ status: 'ok' }, { headers: { 'cache-control': 'no-store' } })
}
