import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { mailDocument } from '@/lib/outbox/document'
import { renderMail } from '@/lib/outbox/render'
import { mailPreviews } from './previews'

it('every mail has a preview', () => {
  const files = readdirSync('emails').filter((file) => /^[^_].*\.tsx$/.test(file))
  expect(mailPreviews.map(({ name }) => `${name}.tsx`).sort()).toEqual(files.sort())
})

describe.each(mailPreviews)('$title', ({ subject, element }) => {
  it('has a subject that a phone shows, both parts, and every address in both', async () => {
    const { html, text } = await renderMail(element)
    expect(subject.length).toBeGreaterThan(8)
    expect(subject.length).toBeLessThan(80)
    const addresses = [...html.matchAll(/href="([^"]+)"/g)].flatMap(([, address]) => (address ? [address.replaceAll('&amp;', '&')] : []))
    expect(addresses.length).toBeGreaterThan(0)
    for (const address of addresses) expect(text.replace(/\s/g, '')).toContain(address)
    expect(text).not.toMatch(/<[a-z]/)
    expect(html).toContain('lang="en"')
  })

  it('loads nothing from elsewhere', async () => {
    const { html } = await renderMail(element)
    expect(html).not.toMatch(/<(img|script|iframe|link)\b|url\(|@import/)
  })

  it('follows the theme that it is looked at in', async () => {
    const { html } = await renderMail(element)
    expect(mailDocument(html, 'light')).not.toContain('prefers-color-scheme')
    expect(mailDocument(html, 'dark')).toContain('color-scheme:dark')
  })
})
