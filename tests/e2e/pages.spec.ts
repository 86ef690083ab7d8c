import type { Page } from '@playwright/test'
import { expect, expectWhole, signIn, test } from '../support/e2e'
import { type Person, people } from '../support/e2e-people'
import { type Entrance, listEntrances } from '../support/entrances'

// Every page below app/, found in the file tree, by whom it is for, in both themes, at a desk and on a phone.

const pages = listEntrances().filter((entrance) => entrance.kind === 'page')

/** Where the list stands whose first link leads to a page with this parameter. A new parameter has to be named here. */
const lists: Record<string, string> = {
  toolId: '/dashboard/tools',
  mailId: '/admin/outbox',
  organizationId: '/admin/organizations',
  deliveryId: '/dashboard/webhooks',
  gateId: '/dashboard/gates',
  storyId: '/dashboard/anomalies',
  alertId: '/dashboard/alerts',
  ruleId: '/dashboard/alerts/rules',
  slug: '/directory',
}
/** A page that says that there is nothing here; what a right token shows, the journeys tell. */
const wrong: Record<string, string> = { token: 'not-a-token', number: '999999' }

/** Next and React are 136,000 of them; a library that only the server needs is quickly among the rest. */
const MOST_SCRIPT_BYTES = 180_000

function visitor({ path }: Entrance): Person | null {
  // Only who fails has gates.
  if (path.includes('[gateId]')) return 'failing'
  if (path.startsWith('/admin')) return 'staff'
  return path.startsWith('/dashboard') ? 'publisher' : null
}

async function addressOf(page: Page, { path, file }: Entrance): Promise<string> {
  const parameter = /\[(\w+)\]/.exec(path)?.[1]
  if (!parameter) return path
  const value = wrong[parameter]
  if (value) return path.replace(`[${parameter}]`, value)
  const list = path.startsWith('/admin') ? path.replace(/\/\[.*/, '') : lists[parameter]
  if (!list) throw new Error(`${file}: say in this test where a ${parameter} is found`)
  if (parameter === 'mailId') await askForMail(page)
  if (path.startsWith('/admin') && parameter === 'ruleId') await writePlatformRule(page)
  await page.goto(list)
  const hrefs = await page.locator(`main a[href^="${list}/"]`).evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
  const words = parameter === 'slug' || parameter === 'systemKey'
  const href = words ? hrefs.find((each) => !each.endsWith('/new')) : hrefs.find((each) => /^\/[0-9a-f-]{36}/.test(each.slice(list.length)))
  if (!href) throw new Error(`${list} leads to no ${parameter}`)
  // A page below it has an address that begins with it.
  return new URL(href, 'http://x').pathname + path.slice(path.lastIndexOf(']') + 1)
}

/** Fills the outbox, which is empty until somebody needs a mail. */
async function askForMail(page: Page): Promise<void> {
  const stranger = await page.context().browser()?.newContext({ baseURL: test.info().project.use.baseURL })
  if (!stranger) throw new Error('there is no browser')
  const form = await stranger.newPage()
  await form.goto('/sign-in')
  await form.getByLabel('E-mail address').fill(people.staff)
  await form.getByRole('button', { name: 'Send me a link instead' }).click()
  await expect(form.getByText('a link to sign in is on its way')).toBeVisible()
  await stranger.close()
}

/** The platform has no rule until somebody writes one. */
async function writePlatformRule(page: Page): Promise<void> {
  const answer = await page.request.post('/api/admin/alerts/rules', {
    data: { name: 'Slow answers', kind: 'threshold', metric: 'api_request_duration_ms', aggregation: 'p95', operator: 'gt', threshold: 900 },
  })
  expect(answer.status(), await answer.text()).toBe(201)
}

/** In the page: the JavaScript that it has loaded, packed as it was sent, from wherever it came. */
function scriptBytes(): number {
  const resources = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
  return resources.filter(({ name }) => new URL(name).pathname.endsWith('.js')).reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)
}

test('the pages are found', () => {
  expect(pages.length).toBeGreaterThan(20)
})

for (const entrance of pages) {
  test(`${entrance.path} is whole in both themes, at a desk and on a phone`, async ({ page, signedIn }) => {
    const who = visitor(entrance)
    if (who) await signIn(page, who, signedIn)
    const address = await addressOf(page, entrance)
    const status = Object.keys(wrong).some((parameter) => entrance.path.includes(`[${parameter}]`)) ? 404 : 200
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes(`the server responded with a status of ${status}`)) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))

    const response = await page.goto(address)
    expect(response?.status(), address).toBe(status)
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
    expect(await page.evaluate(scriptBytes), 'bytes of JavaScript at first load').toBeLessThanOrEqual(MOST_SCRIPT_BYTES)
    await expectWhole(page)
    expect(complaints).toEqual([])
  })
}
