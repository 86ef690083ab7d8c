import { z } from 'zod'
import { route } from '@/lib/http/route'
import { chooseByToken } from '@/lib/outbox/commands'

const query = z.object({ token: z.string().min(1).max(2000) })

/** RFC 8058: the mail program posts here when its own unsubscribe button is pressed, without cookies. */
export const POST = route(
  {
    access: { public: true },
    summary: 'Switches off the category of mails that the token of a mail names, for its person.',
    query,
    output: z.object({ unsubscribed: z.string() }),
  },
  async (ctx, input) => ({ unsubscribed: (await chooseByToken(input.query.token, false, ctx.now)).category }),
)

/** Scanners and previews follow links: GET changes nothing and leads to the page that asks. */
export async function GET(request: Request): Promise<Response> {
  const token = new URL(request.url).searchParams.get('token') ?? ''
  return new Response(null, { status: 303, headers: { location: `/unsubscribe?token=${encodeURIComponent(token)}` } })
}
