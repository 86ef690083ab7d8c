import { describe, expect, it } from 'vitest'
import { sitemapFiles, sitemapIndex, URLS_PER_FILE, urlset } from './sitemap'

describe('a sitemap', () => {
  it.each([
    [0, 1],
    [1, 1],
    [URLS_PER_FILE, 1],
    [URLS_PER_FILE + 1, 2],
    [150_000, 3],
  ])('of %i listings fills %i files', (listings, files) => {
    expect(sitemapFiles(listings)).toBe(files)
  })

  it('holds addresses as XML', () => {
    const xml = urlset([
      { url: 'https://example.com/?a=1&b=<2>', changedAt: new Date('2026-03-02T09:00:00Z') },
      { url: 'https://example.com/', changedAt: null },
    ])
    expect(xml).toContain('<loc>https://example.com/?a=1&amp;b=&lt;2&gt;</loc><lastmod>2026-03-02T09:00:00.000Z</lastmod>')
    expect(xml.match(/<url>/g)).toHaveLength(2)
    expect(sitemapIndex(['https://example.com/sitemaps/1.xml'])).toContain('<sitemap><loc>https://example.com/sitemaps/1.xml</loc></sitemap>')
  })
})
