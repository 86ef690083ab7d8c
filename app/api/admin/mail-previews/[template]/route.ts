import { z } from 'zod'
import { mailPreviews } from '@/emails/_parts/previews'
import { AppError } from '@/lib/errors'
import { answer, authorise } from '@/lib/http/route'
import { mailDocument, mailDocumentHeaders, mailThemes } from '@/lib/outbox/document'
import { renderMail } from '@/lib/outbox/render'

const theme = z.enum(mailThemes).catch('light')

/** A mail with its preview data, for the sandboxed frame on the page of previews. */
export const GET = (request: Request, { params }: { params: Promise<{ template: string }> }) =>
  answer(
    request,
    async () => {
      await authorise(request, { permission: 'admin.read' })
      const { template } = await params
      const preview = mailPreviews.find(({ name }) => name === template)
      if (!preview) throw new AppError('not_found', 'There is no such mail.')
      const { html } = await renderMail(preview.element)
      return new Response(mailDocument(html, theme.parse(new URL(request.url).searchParams.get('theme'))), { headers: mailDocumentHeaders })
    },
    params,
  )
