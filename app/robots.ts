import type { MetadataRoute } from 'next'

/** The landing page may be found; the console and its API may not. */
export default function robots(): MetadataRoute.Robots {
  return { rules: { userAgent: '*', allow: '/$', disallow: '/' } }
}
