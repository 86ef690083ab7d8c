import { badgeOf, badgeSvg, shieldsBadge, unknownBadge } from '@/lib/directory/badge'
import { findListing } from '@/lib/directory/queries/listing'
import { cachedResponse } from '@/lib/http/cached'
import { readPublic } from '@/lib/http/read'
import { answer } from '@/lib/http/route'

/** Seconds that anybody may keep a badge; after it an old one is shown while a new one is fetched. */
const FRESH_SECONDS = 300
const STALE_SECONDS = 86_400
const UNKNOWN_SECONDS = 60

/**
 * The badge of a listing, /api/badge/<slug>.svg, or .json as shields.io takes it. Of a slug that there is
 * none of, or that is hidden, a grey one with 404: pages that show it stay whole.
 */
export function GET(request: Request, { params }: { params: Promise<{ file: string }> }): Promise<Response> {
  return answer(
    request,
    async () => {
      const { slug, kind } = parseFile((await params).file)
      const listing = slug === '' ? null : await readPublic((tx) => findListing(tx, slug))
      const known = listing && listing.standing !== 'hidden' ? badgeOf(listing) : null
      const badge = known ?? unknownBadge
      return cachedResponse(request, {
        body: kind === 'json' ? JSON.stringify(shieldsBadge(badge, FRESH_SECONDS)) : badgeSvg(badge),
        contentType: kind === 'json' ? 'application/json; charset=utf-8' : 'image/svg+xml; charset=utf-8',
        cacheControl: known ? `public, max-age=${FRESH_SECONDS}, stale-while-revalidate=${STALE_SECONDS}` : `public, max-age=${UNKNOWN_SECONDS}`,
        status: known ? 200 : 404,
        headers: {
          'access-control-allow-origin': '*',
          'cross-origin-resource-policy': 'cross-origin',
          // An SVG that is opened by itself is a document: it may do nothing.
          'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        },
      })
    },
    params,
  )
}

/** The slug before the last ".svg" or ".json"; without either it is an SVG of nothing known. */
function parseFile(file: string): { slug: string; kind: 'svg' | 'json' } {
  const [, slug = '', kind = 'svg'] = /^(.{1,500})\.(svg|json)$/u.exec(file.replaceAll('\u0000', '')) ?? []
  return { slug, kind: kind === 'json' ? 'json' : 'svg' }
}
