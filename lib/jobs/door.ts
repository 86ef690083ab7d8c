import { withPlatform } from '@/db/client'
import { clientIp } from '@/lib/client-ip'
import { AppError } from '@/lib/errors'
import { readRequestText } from '@/lib/request-text'
import type { JobTrigger } from './model'
import { findJob } from './registry'
import { type RunRequest, runJob, wasWorked } from './run'
import { cronUrl, isCronSecret, verifySignature } from './signature'

/** Schedulers send an empty body or a short note; more is nobody's we know. */
const MAX_BODY_BYTES = 64 * 1024

/**
 * The door of QStash and of the local scheduler: POST with a signature for this very URL. The id of
 * the token is accepted until one run with it has succeeded: a replay after that is refused, while
 * the repeat of a delivery that failed half way does its work. A fresh signature for a message that
 * was worked (QStash delivers at least once) is answered 200 and does nothing.
 * @throws AppError unauthenticated for anything but a genuine, unused signature; not_found
 */
export async function openBySignature(request: Request, name: string, requestId: string): Promise<Response> {
  const refused = new AppError('unauthenticated', 'This needs a valid, unused QStash signature for exactly this URL.')
  const signature = request.headers.get('upstash-signature')
  if (!signature) throw refused
  const body = await readRequestText(request, MAX_BODY_BYTES)
  if (body === null) throw refused
  // A query string is part of no URL that is signed for; with one the signature is for another URL.
  const tokenId = await verifySignature({ signature, body, url: cronUrl(encodeURIComponent(name)) + new URL(request.url).search })
  if (!tokenId) throw refused
  const tokenKey = `token:${tokenId}`
  if (await withPlatform((tx) => wasWorked(tx, [tokenKey]))) throw refused

  const messageId = request.headers.get('upstash-message-id')
  const messageKeys = messageId ? [tokenKey, `message:${messageId.slice(0, 200)}`] : [tokenKey]
  // Whose key it is tells the two apart; the header is only the local scheduler's word for the record.
  const trigger: JobTrigger = messageId ? 'qstash' : 'scheduler'
  return run(name, { now: new Date(), trigger, requestId, ip: clientIp(request), messageKeys })
}

/**
 * The door of Vercel Cron: GET with the bearer secret.
 * @throws AppError unauthenticated, also when no secret is configured; not_found
 */
export async function openByBearer(request: Request, name: string, requestId: string): Promise<Response> {
  if (!isCronSecret(request.headers.get('authorization'))) {
    throw new AppError('unauthenticated', 'This needs "Authorization: Bearer <CRON_SECRET>".')
  }
  return run(name, { now: new Date(), trigger: 'vercel', requestId, ip: clientIp(request) })
}

async function run(name: string, request: RunRequest): Promise<Response> {
  const job = findJob(name)
  if (!job) throw new AppError('not_found', 'There is no such job.')
  const outcome = await runJob(job, request)
  const headers = new Headers({ 'cache-control': 'no-store', 'x-request-id': request.requestId ?? '' })
  switch (outcome.state) {
    case 'succeeded':
    case 'replayed':
      return Response.json({ job: name, ...outcome }, { status: 200, headers })
    case 'already_running':
      // Not 2xx: if the run under way turns out to be dead, the sender's repeat must do its work.
      headers.set('retry-after', String(Math.max(1, Math.ceil((outcome.until.getTime() - Date.now()) / 1000))))
      return Response.json({ job: name, ...outcome }, { status: 409, headers })
    case 'abandoned':
      headers.set('retry-after', '30')
      return Response.json({ job: name, ...outcome }, { status: 503, headers })
    case 'failed':
      // The reason stands on /admin/jobs; whoever calls this door only needs to try again.
      return Response.json({ job: name, state: 'failed', runId: outcome.runId }, { status: 500, headers })
  }
}
