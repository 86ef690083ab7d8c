import { feedEntries } from './feed-entries'
import { changedAt, type Published, pageUrl, staleNote } from './published'
import { element, xmlText } from './xml'

/** The history as RSS 2.0. */
export function rssFeed(published: Published): string {
  const { snapshot, origin } = published
  const items = feedEntries(published).map((entry) =>
    [
      '<item>',
      element('title', entry.title),
      element('link', entry.url),
      element('guid', entry.id, ' isPermaLink="false"'),
      element('pubDate', new Date(entry.publishedAt).toUTCString()),
      element('description', entry.html),
      '</item>',
    ].join(''),
  )
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>',
    element('title', title(published)),
    element('link', pageUrl(published)),
    `<atom:link href="${xmlText(`${origin}/status/history.rss`)}" rel="self" type="application/rss+xml" />`,
    element('description', about(published)),
    element('language', 'en'),
    element('lastBuildDate', new Date(changedAt(snapshot)).toUTCString()),
    element('ttl', '1'),
    ...items,
    '</channel></rss>\n',
  ].join('\n')
}

/** The history as Atom (RFC 4287). */
export function atomFeed(published: Published): string {
  const { snapshot, origin } = published
  const entries = feedEntries(published).map((entry) =>
    [
      '<entry>',
      element('id', entry.id),
      element('title', entry.title),
      `<link rel="alternate" type="text/html" href="${xmlText(entry.url)}" />`,
      element('published', entry.publishedAt),
      element('updated', entry.updatedAt),
      element('content', entry.html, ' type="html"'),
      '</entry>',
    ].join(''),
  )
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
    element('id', pageUrl(published)),
    element('title', title(published)),
    element('subtitle', about(published)),
    element('updated', changedAt(snapshot)),
    `<author>${element('name', snapshot.name)}</author>`,
    `<link rel="alternate" type="text/html" href="${xmlText(pageUrl(published))}" />`,
    `<link rel="self" type="application/atom+xml" href="${xmlText(`${origin}/status/history.atom`)}" />`,
    ...entries,
    '</feed>\n',
  ].join('\n')
}

function title({ snapshot }: Published): string {
  return `${snapshot.name} status`
}

function about(published: Published): string {
  return staleNote(published) ?? 'Incidents and planned maintenance, with every public update.'
}
