import { AppError } from '@/lib/errors'
import { answer } from '@/lib/http/route'
import { receiveMailEvent } from '@/lib/notifications/commands/receive-mail-event'
import { readRequestText } from '@/lib/request-text'

/** An event is about one mail and a few kilobytes. */
const MAX_BODY_BYTES = 256 * 1024

/** Resend tells what became of a mail: bounces and complaints stop the next one to that address. */
export const POST = (request: Request) =>
  answer(request, async (requestId) => {
    const header = (name: string) => request.headers.get(`svix-${name}`)?.slice(0, 500) ?? ''
    const body = await readRequestText(request, MAX_BODY_BYTES)
    if (body === null) throw new AppError('too_large', 'The body is larger than 256 KiB.')
    const outcome = await receiveMailEvent({ id: header('id'), timestamp: header('timestamp'), signature: header('signature'), body }, new Date())
    // 200 also for what is ignored: anything else would be delivered again for a day.
    return Response.json({ outcome }, { headers: { 'cache-control': 'no-store', 'x-request-id': requestId } })
  })
