import { z } from 'zod'
import { route } from '@/lib/http/route'
import { endByToken } from '@/lib/status/commands/subscriptions'
import { tokenInput } from '@/lib/status/subscription-input'

/** RFC 8058: the mail program posts here when its own unsubscribe button is pressed, without cookies. */
export const POST = route(
  {
    access: { public: true },
    summary: 'Ends the subscription to the status page that the token of a mail or a webhook names.',
    query: z.object({ token: tokenInput }),
    output: z.object({ unsubscribed: z.literal(true) }),
  },
  async (ctx, input) => {
    await endByToken(input.query.token, ctx.now)
    return { unsubscribed: true as const }
  },
)

/** Scanners and previews follow links: GET changes nothing and leads to the page that asks. */
export async function GET(request: Request): Promise<Response> {
  const token = new URL(request.url).searchParams.get('token') ?? ''
  return new Response(null, { status: 303, headers: { location: `/status/subscription?token=${encodeURIComponent(token)}` } })
}
