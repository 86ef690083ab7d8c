import { MINUTE } from '@/lib/time'
import { maintenanceSpan, maintenanceState } from '../maintenance-state'
import type { SnapshotMaintenance } from '../model'
import { maintenanceUrl, type Published, pageUrl, staleNote } from './published'

/** Octets of a line without its end (RFC 5545, 3.1). */
const LINE_OCTETS = 75

/** Planned work as a calendar (RFC 5545) that programs subscribe to: a change has a higher SEQUENCE, what is cancelled stays and says so. */
export function maintenanceCalendar(published: Published): string {
  const { snapshot } = published
  const note = staleNote(published)
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Pulsegrid//Status page//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    text('NAME', `${snapshot.name} maintenance`),
    text('X-WR-CALNAME', `${snapshot.name} maintenance`),
    text('X-WR-CALDESC', note ?? 'Planned maintenance of the platform.'),
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
    'X-PUBLISHED-TTL:PT1H',
    `URL:${pageUrl(published)}`,
    ...snapshot.maintenances.flatMap((maintenance) => event(published, maintenance)),
    'END:VCALENDAR',
  ]
  return `${lines.map(fold).join('\r\n')}\r\n`
}

function event(published: Published, maintenance: SnapshotMaintenance): string[] {
  const { id, title, body, systems, sequence, updates, createdAt, updatedAt } = maintenance
  const cancelled = maintenanceState(maintenance, published.now) === 'cancelled'
  // What was cancelled stays where it stood, so that it is found there.
  const { from, to } = cancelled ? { from: new Date(maintenance.startsAt), to: new Date(maintenance.endsAt) } : maintenanceSpan(maintenance)
  const names = systems.map((key) => published.snapshot.systems.find((system) => system.key === key)?.name ?? key)
  const said = updates.filter((update) => update.body.trim() !== '').map((update) => `${update.at.slice(0, 16).replace('T', ' ')} UTC: ${update.body.trim()}`)
  return [
    'BEGIN:VEVENT',
    `UID:${id}@${new URL(published.origin).hostname}`,
    `SEQUENCE:${sequence}`,
    `DTSTAMP:${utc(updatedAt)}`,
    `CREATED:${utc(createdAt)}`,
    `LAST-MODIFIED:${utc(updatedAt)}`,
    `DTSTART:${utc(from)}`,
    // The end must be later than the beginning (3.6.1), also of work that was over at once.
    `DTEND:${utc(new Date(Math.max(to.getTime(), from.getTime() + MINUTE)))}`,
    text('SUMMARY', cancelled ? `Cancelled: ${title}` : title),
    text('DESCRIPTION', [`Affects: ${names.join(', ')}`, body.trim(), ...said].filter(Boolean).join('\n\n')),
    `URL:${maintenanceUrl(published, id)}`,
    `STATUS:${cancelled ? 'CANCELLED' : 'CONFIRMED'}`,
    'TRANSP:TRANSPARENT',
    `CATEGORIES:${names.map(escaped).join(',')}`,
    'END:VEVENT',
  ]
}

function text(name: string, value: string): string {
  return `${name}:${escaped(value)}`
}

/** A TEXT value (3.3.11). */
function escaped(value: string): string {
  return value
    .replaceAll('\\', '\\\\')
    .replaceAll(';', '\\;')
    .replaceAll(',', '\\,')
    .replaceAll(/\r\n|\r|\n/g, '\\n')
    .replaceAll(/[^\P{Cc}\t]|\p{Cs}/gu, '')
}

function utc(at: string | Date): string {
  return `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`
}

/** A line of at most 75 octets each, its continuations after a space; no character is cut in two. */
function fold(line: string): string {
  if (Buffer.byteLength(line) <= LINE_OCTETS) return line
  const parts: string[] = []
  let part = ''
  let octets = 0
  for (const character of line) {
    const size = Buffer.byteLength(character)
    if (octets + size > LINE_OCTETS) {
      parts.push(part)
      part = ' '
      octets = 1
    }
    part += character
    octets += size
  }
  return [...parts, part].join('\r\n')
}
