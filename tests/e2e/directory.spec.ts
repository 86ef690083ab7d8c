import type { Page } from '@playwright/test'
import { expect, expectAccessible, expectWhole, signIn, test } from '../support/e2e'

// What anybody sees without signing in: the directory, a listing, its badge, the map for search engines.

const rows = (page: Page) => page.locator('main ul > li').filter({ has: page.getByRole('heading', { level: 2 }) })

/** The address of the first listing of a list. */
async function firstListing(page: Page, list = '/directory'): Promise<string> {
  await page.goto(list)
  const href = await rows(page).first().getByRole('link').first().getAttribute('href')
  if (!href) throw new Error('the directory is empty')
  return href
}

test('a stranger searches, filters, sorts and opens a listing; every state has an address', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('link', { name: 'Directory' }).click()
  await expect(page).toHaveURL(/\/directory$/)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('tools, with how well they work')
  await expect(rows(page)).toHaveCount(20)
  await expect(rows(page).first().getByText('Simulated')).toBeVisible()

  await page.getByLabel('Search tools').fill('address')
  await page.getByRole('button', { name: 'Search' }).click()
  await expect(page).toHaveURL(/q=address/)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('for “address”')
  // What is called so comes before what merely mentions it.
  await expect(rows(page).first().getByRole('heading')).toContainText('Address')
  const found = await rows(page).count()

  await page.getByRole('navigation', { name: 'Categories' }).getByRole('link', { name: /^maps/ }).click()
  await expect(page).toHaveURL(/category=maps/)
  expect(await rows(page).count()).toBeLessThanOrEqual(found)
  await page.getByLabel('Order').selectOption('Newest')
  await expect(page).toHaveURL(/sort=newest/)
  await page.reload()
  await expect(page.getByLabel('Search tools')).toHaveValue('address')
  await expect(page.getByLabel('Order')).toHaveValue('newest')
  await page.goBack()

  const name = await rows(page).first().getByRole('heading').innerText()
  await rows(page).first().getByRole('link').first().click()
  await expect(page).toHaveURL(/\/directory\/[\w-]+$/)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name)
  await page.getByText('View the days as a table').click()
  await expect(page.locator('table tbody tr')).toHaveCount(28)
  await expectAccessible(page)
})

test('an empty search teaches: what to leave out, and which category was meant', async ({ page }) => {
  await page.goto('/directory?q=wether+xyzzy')
  await expect(page.getByText('Nothing matches.')).toBeVisible()
  await page.goto('/directory?q=paymnets')
  await page.getByText('Did you mean the category').getByRole('link', { name: 'payments' }).click()
  await expect(page).toHaveURL(/category=payments/)
  await expect(rows(page)).toHaveCount(10)
  await page.goto('/directory?q=the')
  await expect(page.getByText('holds no word to search for')).toBeVisible()
  await page.goto('/directory?badge=unreliable&inactive=1&page=50&sort=nonsense&category=%00%27')
  await page.getByRole('link', { name: 'Clear search and filters' }).click()
  await expect(rows(page)).toHaveCount(20)
})

test('paging shows every tool once', async ({ page }) => {
  const seen: string[] = []
  await page.goto('/directory')
  const total = Number(/(\d+) tools/.exec(await page.getByRole('heading', { level: 1 }).innerText())?.[1])
  for (;;) {
    seen.push(
      ...(await rows(page)
        .getByRole('heading')
        .getByRole('link')
        .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))),
    )
    const next = page.getByRole('link', { name: 'Next page' })
    if ((await next.count()) === 0) break
    const before = page.url()
    await next.click()
    await page.waitForURL((url) => url.href !== before)
  }
  expect(seen.length).toBe(total)
  expect(new Set(seen).size).toBe(total)
})

test('without JavaScript everything is there: search, filters, listing, figures', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL })
  const page = await context.newPage()
  await page.goto('/directory')
  await page.getByLabel('Search tools').fill('mail')
  await page.getByLabel('Order').selectOption('Most called')
  await page.getByRole('button', { name: 'Apply' }).click()
  await expect(page).toHaveURL(/q=mail.*sort=calls/)
  const name = await rows(page).first().getByRole('heading').innerText()
  await rows(page).first().getByRole('link').first().click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name)
  await expect(page.getByText('Markdown')).toBeVisible()
  await context.close()
})

// The list and a listing as they are stand in pages.spec.ts, with every other page.
test('an empty list is whole in both themes and on a phone', async ({ page }) => {
  await page.goto('/directory?q=nothing-like-this&category=maps')
  await expectWhole(page)
})

test('a listing tells search engines what it is, and nothing that is not public', async ({ page }) => {
  const listing = await firstListing(page, '/directory?sort=calls')
  const response = await page.goto(listing)
  const html = (await response?.text()) ?? ''
  const canonical = await page.locator('link[rel="canonical"]').getAttribute('href')
  expect(new URL(canonical ?? '').pathname).toBe(listing)
  await expect(page.locator('meta[property="og:title"]')).toHaveAttribute('content', /by /)
  expect(await page.locator('meta[name="robots"]').getAttribute('content')).toContain('index')
  const structured: unknown = JSON.parse((await page.locator('script[type="application/ld+json"]').textContent()) ?? '')
  expect(structured).toMatchObject({ '@type': 'SoftwareApplication', url: canonical, aggregateRating: { '@type': 'AggregateRating' } })
  expect(html).not.toMatch(/revenue|organizationId|"consumer/i)
})

test('the badge is an image for anybody: cached, answered with 304, grey for what nobody knows', async ({ page, request }) => {
  const slug = (await firstListing(page)).split('/').at(-1) ?? ''
  const svg = await request.get(`/api/badge/${slug}.svg`)
  expect(svg.status()).toBe(200)
  expect(svg.headers()).toMatchObject({ 'content-type': 'image/svg+xml; charset=utf-8', 'cache-control': expect.stringContaining('stale-while-revalidate') })
  expect(svg.headers()['set-cookie']).toBeUndefined()
  expect(await svg.text()).toMatch(/^<svg .*<title>pulsegrid: /)
  const again = await request.get(`/api/badge/${slug}.svg`, { headers: { 'if-none-match': `W/"other", ${svg.headers().etag}` } })
  expect(again.status()).toBe(304)
  expect(await again.text()).toBe('')

  const json = await request.get(`/api/badge/${slug}.json`)
  expect(json.headers()['access-control-allow-origin']).toBe('*')
  expect(Object.keys(await json.json()).sort()).toEqual(['cacheSeconds', 'color', 'label', 'labelColor', 'message', 'schemaVersion'])

  for (const file of ['no-such-tool.svg', 'x', `${'y'.repeat(3_000)}.svg`, '%3Cscript%3E.svg', '%00.svg']) {
    const unknown = await request.get(`/api/badge/${file}`)
    expect(unknown.status(), file).toBe(404)
    expect(await unknown.text(), file).toContain('unknown')
  }
  await page.goto(`/directory/${slug}`)
  const badge = page.getByRole('img', { name: /^Badge:/ })
  await expect(badge).toBeVisible()
  expect(await badge.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(50)
})

test('the sitemap lists every tool, each of which opens; robots.txt lets crawlers there and nowhere else', async ({ page, request }) => {
  const robots = await (await request.get('/robots.txt')).text()
  expect(robots).toMatch(/Allow: \/directory/)
  expect(robots).toMatch(/Disallow: \/\s/)
  const address = /Sitemap: (\S+)/.exec(robots)?.[1] ?? ''
  const xml = await (await request.get(new URL(address).pathname)).text()
  const parsed = await page.evaluate((text) => {
    const document = new DOMParser().parseFromString(text, 'application/xml')
    return { broken: document.querySelector('parsererror') !== null, urls: [...document.querySelectorAll('url > loc')].map((loc) => loc.textContent ?? '') }
  }, xml)
  expect(parsed.broken).toBe(false)
  await page.goto('/directory')
  const total = Number(/(\d+) tools/.exec(await page.getByRole('heading', { level: 1 }).innerText())?.[1])
  // With the landing page, the directory itself, the status page and its history.
  expect(parsed.urls.length).toBe(total + 4)
  for (const url of [parsed.urls.at(0), parsed.urls.at(1), parsed.urls.at(2), parsed.urls.at(-1)]) {
    expect((await request.get(new URL(url ?? '').pathname)).status(), url).toBe(200)
  }
  expect((await request.get('/sitemaps/9.xml')).status()).toBe(404)
})

test('what is not listed is not there: 404 for unknown and odd names', async ({ request }) => {
  for (const slug of ['no-such-tool', '%27%20or%201=1', '%00', 'a'.repeat(3_000), '%E0%A4%A']) {
    expect([400, 404], slug).toContain((await request.get(`/directory/${slug}`)).status())
    expect([400, 404], slug).toContain((await request.get(`/api/badge/${slug}.svg`)).status())
  }
})

test('a listing that is not there keeps the frame of the directory and leads back to it', async ({ page }) => {
  expect((await page.goto('/directory/no-such-tool'))?.status()).toBe(404)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is no such tool')
  await expect(page.getByRole('navigation', { name: 'Site' })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Search the directory' }).click()
  await expect(rows(page)).toHaveCount(20)
})

test('a publisher goes from the tool’s page to its public listing', async ({ page, signedIn }) => {
  await signIn(page, 'publisher', signedIn)
  await page.goto('/dashboard/tools')
  await page.locator('main a[href^="/dashboard/tools/"]').filter({ hasNotText: 'CSV' }).first().click()
  await page.getByRole('link', { name: 'Open the public page' }).click()
  await expect(page).toHaveURL(/\/directory\/[\w-]+$/)
  await expect(page.getByRole('link', { name: 'Open the console' })).toBeVisible()
})
