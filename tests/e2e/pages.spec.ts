import type { Page } from '@playwright/test'
import { expect, expectAccessible, showTheme, signIn, test } from '../support/e2e'
import type { Person } from '../support/e2e-people'
import { type Entrance, listEntrances } from '../support/entrances'

// Every page below app/, found in the file tree, by whom it is for, in both themes, at a desk and on a phone.

const pages = listEntrances().filter((entrance) => entrance.kind === 'page')
const DESK = { width: 1280, height: 900 }
const PHONE = { width: 375, height: 812 }

/** Where the list stands whose first link leads to a page with this parameter. A new parameter has to be named here. */
const lists: Record<string, string> = { toolId: '/dashboard/tools', mailId: '/admin/outbox', organizationId: '/admin/organizations' }
/** Parameters whose page is meant for people who come with a wrong one as well. */
const anyValue: Record<string, string> = { token: 'not-a-token' }

function visitor({ path }: Entrance): Person | null {
  if (path.startsWith('/admin')) return 'staff'
  return path.startsWith('/dashboard') ? 'publisher' : null
}

async function addressOf(page: Page, { path, file }: Entrance): Promise<string> {
  const parameter = /\[(\w+)\]/.exec(path)?.[1]
  if (!parameter) return path
  const value = anyValue[parameter]
  if (value) return path.replace(`[${parameter}]`, value)
  const list = lists[parameter]
  if (!list) throw new Error(`${file}: say in this test where a ${parameter} is found`)
  await page.goto(list)
  const href = await page.locator(`main a[href^="${list}/"]`).filter({ hasNotText: 'Preview' }).first().getAttribute('href')
  return new URL(href ?? '', 'http://x').pathname
}

test('the pages are found', () => {
  expect(pages.length).toBeGreaterThan(20)
})

for (const entrance of pages) {
  test(`${entrance.path} is whole in both themes, at a desk and on a phone`, async ({ page, signedIn }) => {
    const who = visitor(entrance)
    if (who) await signIn(page, who, signedIn)
    const address = await addressOf(page, entrance)
    const complaints: string[] = []
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))

    for (const theme of ['light', 'dark'] as const) {
      await showTheme(page, theme)
      await page.setViewportSize(DESK)
      const response = await page.goto(address)
      expect(response?.status(), address).toBeLessThan(400)
      await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
      await expectAccessible(page)
      await page.setViewportSize(PHONE)
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      expect(overflow, `${address} is wider than a phone`).toBeLessThanOrEqual(0)
      await expectAccessible(page)
    }
    expect(complaints).toEqual([])
  })
}
