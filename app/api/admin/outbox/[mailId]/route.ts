import { z } from 'zod'
import { clientIp } from '@/lib/client-ip'
import { AppError } from '@/lib/errors'
import { readPlatform } from '@/lib/http/read'
import { answer, authorise } from '@/lib/http/route'
import { mailDocument, mailDocumentHeaders, mailThemes } from '@/lib/outbox/document'
import { getOutboxMail } from '@/lib/outbox/queries'

const input = z.object({ mailId: z.uuid(), theme: z.enum(mailThemes).catch('light') })

/** The html part of a mail, for the sandboxed frame on its page. */
export const GET = (request: Request, { params }: { params: Promise<{ mailId: string }> }) =>
  answer(
    request,
    async (requestId) => {
      const actor = await authorise(request, { permission: 'admin.read' })
      const parsed = input.safeParse({ ...(await params), theme: new URL(request.url).searchParams.get('theme') })
      if (!parsed.success) throw new AppError('not_found', 'There is no such mail.')
      const ctx = { actor, now: new Date(), requestId, ip: clientIp(request) }
      const { content } = await readPlatform(ctx, (tx) => getOutboxMail(tx, ctx, parsed.data.mailId))
      if (!content) throw new AppError('forbidden', 'This mail holds a link that signs somebody in; only those who manage the staff may read it.')
      return new Response(mailDocument(content.html, parsed.data.theme), { headers: mailDocumentHeaders })
    },
    params,
  )
