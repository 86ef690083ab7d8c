import type { MetadataRoute } from 'next'
import { env } from '@/lib/env'

// Read when it is asked for: what a build knows is not where the console will be reached.
export const dynamic = 'force-dynamic'

/** The landing page and the directory may be found; the console and its API may not. */
export default function robots(): MetadataRoute.Robots {
  return {
    rules: { userAgent: '*', allow: ['/$', '/directory', '/status', '/api/badge/', '/sitemap.xml', '/sitemaps/', '/_next/'], disallow: '/' },
    sitemap: new URL('/sitemap.xml', env().APP_URL).href,
  }
}
