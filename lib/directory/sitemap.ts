// The map of the directory for search engines, after https://www.sitemaps.org/protocol.html: at most
// 50,000 addresses a file; with more, /sitemap.xml lists the files instead.

/** Addresses a file. */
export const URLS_PER_FILE = 50_000

/** How many files the listings fill. */
export function sitemapFiles(listings: number): number {
  return Math.max(1, Math.ceil(listings / URLS_PER_FILE))
}

/** One file of addresses, with the day of their last change where it is known. */
export function urlset(urls: { url: string; changedAt: Date | null }[]): string {
  const entries = urls.map(({ url, changedAt }) => `<url><loc>${escapeXml(url)}</loc>${changedAt ? `<lastmod>${changedAt.toISOString()}</lastmod>` : ''}</url>`)
  return `${HEAD}<urlset xmlns="${NAMESPACE}">\n${entries.join('\n')}\n</urlset>\n`
}

/** The list of the files. */
export function sitemapIndex(files: string[]): string {
  return `${HEAD}<sitemapindex xmlns="${NAMESPACE}">\n${files.map((url) => `<sitemap><loc>${escapeXml(url)}</loc></sitemap>`).join('\n')}\n</sitemapindex>\n`
}

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
const NAMESPACE = 'http://www.sitemaps.org/schemas/sitemap/0.9'

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&apos;')
}
