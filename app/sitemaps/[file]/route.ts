import { listSlugs } from '@/lib/directory/queries/sitemap'
import { URLS_PER_FILE, urlset } from '@/lib/directory/sitemap'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'
import { readPublic } from '@/lib/http/read'
import { answer } from '@/lib/http/route'

/** One of the files that /sitemap.xml lists: /sitemaps/1.xml and on. */
export function GET(request: Request, { params }: { params: Promise<{ file: string }> }): Promise<Response> {
  return answer(
    request,
    async () => {
      const file = Number(/^(\d{1,4})\.xml$/.exec((await params).file)?.[1] ?? 0)
      const listings = file < 1 ? [] : await readPublic((tx) => listSlugs(tx, { limit: URLS_PER_FILE, offset: (file - 1) * URLS_PER_FILE }))
      if (listings.length === 0) throw new AppError('not_found', 'There is no such file of the sitemap.')
      const body = urlset(
        listings.map(({ slug, updatedAt }) => ({ url: new URL(`/directory/${encodeURIComponent(slug)}`, env().APP_URL).href, changedAt: updatedAt })),
      )
      return new Response(body, { headers: { 'content-type': 'application/xml; charset=utf-8', 'cache-control': 'public, max-age=3600' } })
    },
    params,
  )
}
