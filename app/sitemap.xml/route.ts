import { countListed, listSlugs } from '@/lib/directory/queries/sitemap'
import { sitemapFiles, sitemapIndex, URLS_PER_FILE, urlset } from '@/lib/directory/sitemap'
import { env } from '@/lib/env'
import { readPublic } from '@/lib/http/read'
import { answer } from '@/lib/http/route'

/** Every public page, or the files that list them when there are more than one file holds. */
export function GET(request: Request): Promise<Response> {
  return answer(request, async () => {
    const origin = env().APP_URL
    const body = await readPublic(async (tx) => {
      const files = sitemapFiles(await countListed(tx))
      if (files > 1) return sitemapIndex(Array.from({ length: files }, (_, n) => new URL(`/sitemaps/${n + 1}.xml`, origin).href))
      const listings = await listSlugs(tx, { limit: URLS_PER_FILE, offset: 0 })
      return urlset([
        ...['/', '/directory', '/status', '/status/history'].map((path) => ({ url: new URL(path, origin).href, changedAt: null })),
        ...listings.map(({ slug, updatedAt }) => ({ url: new URL(`/directory/${encodeURIComponent(slug)}`, origin).href, changedAt: updatedAt })),
      ])
    })
    return new Response(body, { headers: { 'content-type': 'application/xml; charset=utf-8', 'cache-control': 'public, max-age=3600' } })
  })
}
