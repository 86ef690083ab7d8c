import { randomUUID } from 'node:crypto'
import type { APIRequestContext, Browser, Page } from '@playwright/test'
import { expect, signIn, test } from '../support/e2e'
import type { Person } from '../support/e2e-people'
import { type Entrance, endless, listEntrances } from '../support/entrances'

// Every page and route below app/, found in the file tree, is called by people who have no business
// there. What a rule is, its source says (tests/support/entrances.ts).

const entrances = listEntrances().filter((entrance) => entrance.kind !== 'action')
const guarded = entrances.filter((entrance) => entrance.rule !== 'public' && entrance.rule !== 'signature')
const tenants = entrances.filter((entrance) => entrance.rule === 'tenant')
const staff = entrances.filter((entrance) => entrance.rule === 'staff')

/** An id that the caller must not reach, by the parameter's name. A new parameter has to be named here. */
type Ids = Record<string, string>
const random: Ids = {
  toolId: randomUUID(),
  mailId: randomUUID(),
  organizationId: randomUUID(),
  template: 'weekly-digest',
  job: 'retention',
  receiptId: randomUUID(),
  deliveryId: randomUUID(),
  reviewId: randomUUID(),
  gateId: randomUUID(),
  storyId: randomUUID(),
  alertId: randomUUID(),
  ruleId: randomUUID(),
  sloId: randomUUID(),
  systemKey: 'nothing-of-that-name',
  channelId: randomUUID(),
  messageId: randomUUID(),
  incidentId: randomUUID(),
  followupId: randomUUID(),
  maintenanceId: randomUUID(),
}

function address(entrance: Entrance, ids: Ids): string {
  return entrance.path.replaceAll(/\[(?:\.\.\.)?(\w+)\]/g, (_whole, name: string) => {
    const id = ids[name]
    if (!id) throw new Error(`${entrance.file}: say in this test which ${name} a stranger would try`)
    return id
  })
}

const isPage = (entrance: Entrance) => entrance.kind === 'page'
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

interface Answer {
  status: number
  body: string
  headers: Record<string, string>
}

async function send(request: APIRequestContext, method: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await request.fetch(path, { method, maxRedirects: 0, headers, ...(method === 'GET' ? {} : { data: {} }) })
  const location = response.headers().location ?? ''
  // The router's own requests are first sent to an address that caches tell apart from the page's.
  if (/[?&]_rsc\b/.test(location) && !path.includes('_rsc'))
    return send(request, method, new URL(location, 'http://x').pathname + new URL(location, 'http://x').search, headers)
  return { status: response.status(), body: await response.text(), headers: response.headers() }
}

/** Name and tools of the organization of a person, as they see them themselves. */
async function ownWords(browser: Browser, who: Person, baseURL: string | undefined, signedIn: Parameters<typeof signIn>[2]) {
  const context = await browser.newContext({ baseURL })
  const page = await context.newPage()
  await signIn(page, who, signedIn)
  await page.goto('/dashboard/settings/organization')
  const name = (await page.getByRole('heading', { level: 1 }).innerText()).trim()
  await page.goto('/dashboard/tools')
  const hrefs = await page.locator('main a[href^="/dashboard/tools/"]').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
  const ids = hrefs.flatMap((href) => /^\/dashboard\/tools\/([\w-]{36})/.exec(href)?.[1] ?? [])
  const toolNames = await page.locator('main a[href^="/dashboard/tools/"]').evaluateAll((links) => links.map((link) => link.textContent?.trim() ?? ''))
  await context.close()
  return { name, toolId: ids[0] ?? '', words: [name, ...toolNames].filter((word) => word.length > 5) }
}

test('there is something to guard', () => {
  expect(tenants.length).toBeGreaterThan(8)
  expect(staff.length).toBeGreaterThan(4)
  expect(entrances.filter((entrance) => entrance.rule === null).map((entrance) => entrance.file)).toEqual([])
})

test('without a session nobody gets in: pages lead to signing in, routes answer 401', async ({ browser, baseURL, request, signedIn }) => {
  const { words, toolId } = await ownWords(browser, 'publisher', baseURL, signedIn)
  const ids = { ...random, toolId }
  const disguises: Record<string, string>[] = [
    {},
    { cookie: 'pulsegrid.session_token=forged.AAAA' },
    { rsc: '1' },
    { 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy', cookie: 'pulsegrid.session_token=x' },
    { authorization: 'Bearer pgk_unknown' },
  ]
  for (const entrance of guarded) {
    const path = address(entrance, ids)
    for (const headers of disguises) {
      const { status, body, headers: answered } = await send(request, 'GET', path, headers)
      const where = `${entrance.file} as ${JSON.stringify(headers)}`
      if (isPage(entrance) || /^\/(dashboard|admin)/.test(path)) {
        // A page that has begun to stream carries its redirect in the body.
        if (status === 200) expect(body, where).toContain('NEXT_REDIRECT')
        else expect([303, 307, 401], where).toContain(status)
        if (status !== 200 && status !== 401) expect(answered.location, where).toContain('/sign-in')
      } else {
        expect([401, 405], where).toContain(status)
      }
      for (const word of words) expect(body.includes(word), `${where} shows ${word}`).toBe(false)
    }
  }
})

test('routes refuse every method without a session or key', async ({ request }) => {
  for (const entrance of guarded.filter((one) => one.path.startsWith('/api/'))) {
    for (const method of METHODS) {
      const { status, body, headers } = await send(request, method, address(entrance, random))
      expect([401, 405], `${method} ${entrance.path}`).toContain(status)
      if (status === 401 && entrance.path.startsWith('/api/otlp/')) {
        // OTLP has a form of its own for failures: google.rpc.Status, whose 16 is "unauthenticated".
        expect(JSON.parse(body)).toMatchObject({ code: 16 })
      } else if (status === 401) {
        expect(headers['content-type'], entrance.path).toContain('application/problem+json')
        expect(JSON.parse(body)).toMatchObject({ status: 401, code: 'unauthenticated' })
      }
    }
  }
})

test('a member of one organization reaches nothing of another by its ids', async ({ page, browser, baseURL, signedIn }) => {
  const others = await ownWords(browser, 'middling', baseURL, signedIn)
  expect(others.toolId).not.toBe('')
  await signIn(page, 'publisher', signedIn)
  const { request } = page.context()
  for (const entrance of tenants.filter(({ file }) => !endless.has(file))) {
    const path = address(entrance, { ...random, toolId: others.toolId })
    const { status, body } = await send(request, 'GET', path)
    if (status === 405) {
      // Nothing to read there; what it takes is refused, for its content or for whose it is.
      const refusals = await Promise.all(METHODS.filter((method) => method !== 'GET').map(async (method) => (await send(request, method, path)).status))
      const taken = refusals.filter((refusal) => refusal !== 405)
      expect(taken, path).not.toEqual([])
      for (const refusal of taken) expect([400, 404], path).toContain(refusal)
    } else if (entrance.path.includes('[')) {
      expect(status, path).toBe(404)
      const unknown = await send(request, 'GET', address(entrance, random))
      expect(unknown.status, path).toBe(404)
    } else {
      expect([200, 404], path).toContain(status)
    }
    for (const word of others.words) expect(body.includes(word), `${path} shows ${word}`).toBe(false)
    // An organization named in the address counts for nothing.
    const named = await send(request, 'GET', `${path}?organizationId=${others.toolId}&tool=${others.toolId}&developerId=${others.toolId}`)
    for (const word of others.words) expect(named.body.includes(word), `${path} with a foreign parameter shows ${word}`).toBe(false)
  }
})

test('staff pages do not exist for members of organizations', async ({ page, signedIn }) => {
  await signIn(page, 'publisher', signedIn)
  const { request } = page.context()
  for (const entrance of staff) {
    const { status, body } = await send(request, 'GET', address(entrance, random))
    expect([403, 404, 405], entrance.path).toContain(status)
    expect(body.includes('admin@pulsegrid.example'), entrance.path).toBe(false)
  }
})

test('staff without an organization see no tenant’s page', async ({ page, signedIn }) => {
  await signIn(page, 'staff', signedIn)
  const { request } = page.context()
  for (const entrance of tenants) {
    const { status, body, headers } = await send(request, 'GET', address(entrance, random))
    if (entrance.path.startsWith('/api/')) expect([403, 405], entrance.path).toContain(status)
    else if (status === 200) expect(body, entrance.path).toContain('NEXT_REDIRECT')
    else if (status !== 403) expect(headers.location, entrance.path).toContain('/dashboard/choose')
  }
})

async function issueKey(page: Page, scope: string): Promise<string> {
  await page.goto('/dashboard/settings/keys')
  await page.getByLabel('Name', { exact: true }).fill('Isolation')
  await page.getByLabel(scope, { exact: true }).check()
  await page.getByRole('button', { name: 'Issue a key' }).click()
  const shown = page.locator('pre').filter({ hasText: 'pgk_' })
  await expect(shown).toBeVisible()
  return (await shown.innerText()).trim()
}

test('a key speaks for its own organization, within its scopes, and not after it is revoked', async ({ page, request, signedIn }) => {
  await signIn(page, 'middling', signedIn)
  const key = await issueKey(page, 'Read health scores')
  const bearer = { authorization: `Bearer ${key}` }
  // Somebody may have the scores calculated between the two.
  await expect(async () => {
    const mine = await send(request, 'GET', '/api/dashboard/developer/health-score', bearer)
    expect(mine.status).toBe(200)
    expect(mine.body).toBe((await send(page.context().request, 'GET', '/api/dashboard/developer/health-score')).body)
  }).toPass()
  expect((await send(request, 'POST', '/api/ingest/events', bearer)).status).toBe(403)
  for (const entrance of staff.filter((one) => one.path.startsWith('/api/'))) {
    expect([403, 405], entrance.path).toContain((await send(request, 'GET', address(entrance, random), bearer)).status)
  }

  await page.reload()
  const row = page.getByRole('listitem').filter({ hasText: key.slice(0, 12) })
  await row.getByRole('button', { name: 'Revoke' }).click()
  await page.getByLabel('Type “Isolation” to confirm').fill('Isolation')
  await page.getByRole('button', { name: 'Revoke the key' }).click()
  await expect(page.getByText('The key is revoked.')).toBeVisible()
  await expect(row).toHaveCount(0)
  expect((await send(request, 'GET', '/api/dashboard/developer/health-score', bearer)).status).toBe(401)
})

test('every page has its own nonce, runs no other script and tells browsers what to protect', async ({ page, signedIn }) => {
  const violations: string[] = []
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) violations.push(`${page.url()}: ${message.text()}`)
  })
  await signIn(page, 'publisher', signedIn)
  const nonces = new Set<string>()
  const pages = tenants.filter((entrance) => isPage(entrance) && !entrance.path.includes('['))
  for (const entrance of pages) {
    const response = await page.goto(entrance.path)
    const headers = response?.headers() ?? {}
    const policy = headers['content-security-policy'] ?? ''
    nonces.add(/'nonce-([^']+)'/.exec(policy)?.[1] ?? '')
    for (const part of ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"]) expect(policy, entrance.path).toContain(part)
    expect(policy, entrance.path).not.toMatch(/script-src[^;]*unsafe/)
    expect(headers['x-content-type-options'], entrance.path).toBe('nosniff')
    expect(headers['referrer-policy'], entrance.path).toBe('same-origin')
  }
  expect(nonces.size).toBe(pages.length)
  expect(nonces.has('')).toBe(false)
  expect(violations).toEqual([])
})
