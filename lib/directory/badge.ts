import { formatPercent } from '@/lib/format'
import type { Listing } from './model'

// The badge that a publisher puts beside a tool's name elsewhere: what the directory says of it in a few
// words, as SVG and as the JSON that shields.io draws (https://shields.io/badges/endpoint-badge).

type BadgeTone = 'good' | 'warning' | 'critical' | 'neutral'

export interface Badge {
  label: string
  message: string
  tone: BadgeTone
}

/** What is read on another page, light or dark, brings its own ground: white text has 4.5:1 or more on each (the tokens of app/globals.css, light). */
const GROUNDS: Record<BadgeTone | 'label', string> = { label: '#3b424c', good: '#08795a', warning: '#8a5d00', critical: '#c01f33', neutral: '#565e69' }

const LABEL = 'pulsegrid'
const MAX_MESSAGE = 40

/** Of a slug that nobody knows, or that is nobody's business. */
export const unknownBadge: Badge = { label: LABEL, message: 'unknown', tone: 'neutral' }

/** The most telling thing that the directory says of a listing: trouble first, then the badge, then the uptime. */
export function badgeOf(listing: Pick<Listing, 'standing' | 'badges' | 'uptimeRatio'>): Badge {
  const says = (message: string, tone: BadgeTone): Badge => ({ label: LABEL, message, tone })
  if (listing.standing === 'inactive') return says('inactive', 'neutral')
  if (listing.badges.includes('unreliable')) return says('unreliable', 'critical')
  if (listing.badges.includes('needs_attention') || listing.standing === 'deprioritised') return says('needs attention', 'warning')
  if (listing.badges.includes('reliable')) return says('reliable', 'good')
  const { uptimeRatio } = listing
  if (uptimeRatio === null) return says('listed', 'neutral')
  return says(`${formatPercent(uptimeRatio)} uptime`, uptimeRatio >= 0.995 ? 'good' : uptimeRatio >= 0.95 ? 'warning' : 'critical')
}

/** The JSON of a shields.io endpoint badge. It refuses keys that it does not know, so that nothing else may stand here. */
export function shieldsBadge(badge: Badge, cacheSeconds: number) {
  return { schemaVersion: 1, label: badge.label, message: badge.message, color: GROUNDS[badge.tone].slice(1), labelColor: GROUNDS.label.slice(1), cacheSeconds }
}

/** The badge as an SVG document, 20 px high, with its words as title. */
export function badgeSvg({ label, message, tone }: Badge): string {
  const said = message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE - 1)}…` : message
  const left = textWidth(label) + 2 * PADDING
  const right = textWidth(said) + 2 * PADDING
  const title = escapeXml(`${label}: ${said}`)
  const text = (words: string, x: number) => `<text x="${x}" y="14" textLength="${textWidth(words)}" lengthAdjust="spacingAndGlyphs">${escapeXml(words)}</text>`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${title}">`,
    `<title>${title}</title>`,
    `<clipPath id="r"><rect width="${left + right}" height="20" rx="3"/></clipPath>`,
    `<g clip-path="url(#r)"><rect width="${left}" height="20" fill="${GROUNDS.label}"/><rect x="${left}" width="${right}" height="20" fill="${GROUNDS[tone]}"/></g>`,
    `<g fill="#fff" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">${text(label, PADDING)}${text(said, left + PADDING)}</g>`,
    '</svg>',
  ].join('')
}

const PADDING = 6

/** Roughly how wide Verdana of 11 px is; textLength then makes it exact whatever the font. */
function textWidth(text: string): number {
  let width = 0
  for (const char of text) width += /[ijlI.,:;!|' ]/.test(char) ? 4 : /[mwMW%…]/.test(char) ? 10 : /[A-Z]/.test(char) ? 7.6 : 6.7
  return Math.round(width)
}

function escapeXml(text: string): string {
  // What XML 1.0 cannot hold at all, then what it reads as markup.
  return text.replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '').replaceAll(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
