import type { Locator } from '@playwright/test'
import { expect, expectWhole, signIn, test } from '../support/e2e'
import type { Person } from '../support/e2e-people'

const STORY = 'retrying a failing call'

test('a publisher sees what happened, why and what to do, says that it was real, and takes it back', async ({ page, signedIn }) => {
  await signIn(page, 'publisher', signedIn)
  await page.goto('/dashboard')
  const section = page
    .getByRole('navigation')
    .getByRole('link', { name: /Anomalies/ })
    .first()
  await expect(section).toContainText(/\d/)
  await page.goto('/dashboard/anomalies')
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/going on/)
  await page.getByRole('row').filter({ hasText: STORY }).getByRole('link').click()
  await page.waitForURL('**/dashboard/anomalies/*')

  const card = (title: string) => page.locator('section').filter({ has: page.getByRole('heading', { name: title, exact: true }) })
  await expect(card('Why')).toContainText('is usual')
  await expect(card('What to do')).toContainText('Limit the calls of')
  await expect(card('Who is affected')).toContainText('calls failed')
  await expect(card('The evidence').getByRole('row').nth(1)).toContainText('the likely cause')
  await page.locator('figure').first().getByText('View data').click()
  await expect(page.getByRole('region', { name: /^Values:/ }).getByRole('columnheader', { name: 'Usual' })).toBeVisible()

  await page.getByLabel('Note').fill('Their batch job had no back-off')
  await page.getByRole('button', { name: 'This was real' }).click()
  await expect(page.getByText('Noted: this was real.')).toBeVisible()
  await expect(card('What was said of it')).toContainText('Their batch job had no back-off')
  await page.getByRole('button', { name: 'Take it back' }).click()
  await expect(card('Was this real?')).toBeVisible()
})

/**
 * What somebody who has never seen the page says after ten seconds: what happened, why, what to do. It has to
 * be read off what is seen without scrolling. "One consumer keeps retrying a call that fails, nearly all
 * failures are its own: limit it." "Route Planner fails since 2.4.0, for everybody alike: see that the repaired
 * one runs." "The language provider refused our key; it is over: see that it was renewed." "A map provider was
 * down, others had it, too; it is over, and there was nothing to fix here."
 */
const planted: { who: Person; path: string; story: RegExp; title: RegExp; state: RegExp; why: RegExp; todo: RegExp }[] = [
  {
    who: 'publisher',
    path: '/dashboard/anomalies',
    story: /Term Extractor/,
    title: /^Errors on Term Extractor: one consumer, .+, is retrying a failing call$/,
    state: /^Going on$/,
    why: /^9\d(\.\d)? % of the calls fail, .+ % is usual\. .+ has (9\d|100) % of the failures, \d % before\./,
    todo: /^Limit the calls of .+ until it stops retrying\.$/,
  },
  {
    who: 'struck',
    path: '/dashboard/anomalies',
    story: /since version 2\.4\.0/,
    title: /^Errors on Route Planner since version 2\.4\.0$/,
    state: /^Over$/,
    why: /of the calls failed, .+ is usual\. They began with version 2\.4\.0, for every consumer alike\./,
    todo: /^Make sure that a repaired release runs everywhere, and not version 2\.4\.0\./,
  },
  {
    who: 'publisher',
    path: '/dashboard/anomalies',
    story: /Tone Rewrite/,
    title: /^Errors on Tone Rewrite: provider northgate-llm refused the key \(401\)$/,
    state: /^Over$/,
    why: /of the calls failed, .+ is usual\. Provider northgate-llm had (9\d|100) % of the failures, 0 % before\./,
    todo: /^Make sure that the key at provider northgate-llm was renewed .+ \(401\)\./,
  },
  {
    who: 'struck',
    path: '/dashboard/anomalies',
    story: /cartograph/,
    title: /^Errors on .+ and .+: provider cartograph was failing$/,
    state: /^Over$/,
    why: /Provider cartograph had (9\d|100) % of the failures, 0 % before\. .*You were not alone: six tools of three developers were affected\./,
    todo: /^There was nothing to fix here: provider cartograph was the cause\.$/,
  },
  {
    who: 'staff',
    path: '/admin/anomalies',
    story: /developers failed through provider/,
    title: /^Six tools of three developers failed through provider cartograph$/,
    state: /^Over$/,
    why: /Provider cartograph had (9\d|100) % of the failures, 0 % before\./,
    todo: /^There was nothing to fix here: provider cartograph was the cause\.$/,
  },
]

for (const { who, path, story, title, state, why, todo } of planted) {
  test(`within ten seconds, without scrolling: ${story.source}, to ${who}`, async ({ page, signedIn }) => {
    await signIn(page, who, signedIn)
    await page.goto(path)
    const href = await page.locator('main').getByRole('link', { name: story }).last().getAttribute('href')
    for (const size of [
      { width: 1280, height: 800 },
      { width: 375, height: 700 },
    ]) {
      await page.setViewportSize(size)
      await page.goto(href ?? '')
      const card = (name: string) => page.locator('section').filter({ has: page.getByRole('heading', { name, exact: true }) })
      const said: [Locator, RegExp][] = [
        [page.getByRole('heading', { level: 1 }), title],
        [
          page
            .locator('header')
            .filter({ has: page.getByRole('heading', { level: 1 }) })
            .getByText(state, { exact: true }),
          state,
        ],
        [card('Why').getByRole('paragraph').first(), why],
        [card('What to do').getByRole('listitem').first(), todo],
      ]
      for (const [seen, words] of said) {
        // Figures and their units are joined by no-break spaces.
        await expect(seen).toHaveText(new RegExp(words.source.replaceAll(' ', '\\s')))
        const box = await seen.boundingBox()
        expect(
          (box?.y ?? 0) > 0 && (box?.y ?? 0) + (box?.height ?? size.height) <= size.height,
          `${words} stands at ${JSON.stringify(box)} of ${size.height}`,
        ).toBe(true)
      }
    }
  })
}

test('the list is searched, filtered and taken along; the timeline tells everything as a table, too', async ({ page, signedIn }) => {
  await signIn(page, 'publisher', signedIn)
  await page.goto('/dashboard/anomalies?q=northgate')
  await expect(page.getByRole('table', { name: 'Stories' }).getByRole('row')).not.toHaveCount(1)
  await expect(page.getByRole('table', { name: 'Stories' })).not.toContainText(STORY)
  await page.goto('/dashboard/anomalies?state=ongoing&severity=warning&q=nobody')
  await expect(page.getByText('Nothing matches.')).toBeVisible()
  const csv = await page.request.get('/dashboard/anomalies/csv?state=ongoing')
  expect(csv.headers()['content-type']).toContain('text/csv')
  expect(await csv.text()).toContain(STORY)
  expect(await csv.text()).not.toContain('northgate-llm')
  await page.goto('/dashboard/anomalies?span=1')
  await page.locator('figure').getByText('View data').click()
  await expect(page.getByRole('region', { name: 'Stretches out of the ordinary' }).getByRole('columnheader', { name: 'How unusual' })).toBeVisible()
})

test('the week stands on the health page and on the tool’s, each story one press away', async ({ page, signedIn }) => {
  await signIn(page, 'publisher', signedIn)
  await page.goto('/dashboard/health')
  await page
    .locator('#anomalies')
    .getByRole('link', { name: new RegExp(STORY) })
    .last()
    .click()
  await page.waitForURL('**/dashboard/anomalies/*')
  await page.getByRole('link', { name: 'Open the tool' }).click()
  await page.waitForURL('**/dashboard/tools/*')
  await expect(page.locator('#anomalies')).toContainText(STORY)
  await page.locator('#anomalies').getByRole('link', { name: 'All anomalies' }).click()
  await page.waitForURL('**/dashboard/anomalies?tool=*')
  await expect(page.getByRole('table', { name: 'Stories' })).toContainText('Term Extractor')
})

test('by keyboard alone: from the list into a story', async ({ page, signedIn }) => {
  await signIn(page, 'publisher', signedIn)
  await page.goto('/dashboard')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  // The letter must follow soon, which a busy machine may not manage at once.
  await expect(async () => {
    await page.keyboard.press('g')
    await page.keyboard.press('a')
    await expect(page).toHaveURL(/\/dashboard\/anomalies$/, { timeout: 3_000 })
  }).toPass()
  const stories = page.getByRole('table', { name: 'Stories' })
  await expect(stories).toBeVisible()
  const first = stories.locator('tbody').getByRole('link').first()
  await expect(async () => {
    await page.keyboard.press('j')
    await expect(first).toBeFocused({ timeout: 500 })
  }).toPass()
  await page.keyboard.press('Enter')
  await page.waitForURL('**/dashboard/anomalies/*')
  await expect(page.getByRole('heading', { name: 'What to do' })).toBeVisible()
})

test('without JavaScript a story can be called a false alarm, and taken back', async ({ browser, baseURL, signedIn }) => {
  const context = await browser.newContext({ baseURL, javaScriptEnabled: false })
  const page = await context.newPage()
  await signIn(page, 'publisher', signedIn)
  // Not the story that the others look at.
  await page.goto('/dashboard/anomalies?q=Tone')
  await page.getByRole('table', { name: 'Stories' }).locator('tbody').getByRole('link').first().click()
  await page.getByRole('button', { name: 'False alarm' }).click()
  await expect(page.getByRole('heading', { name: 'What was said of it' })).toBeVisible()
  await page.getByRole('button', { name: 'Take it back' }).click()
  await expect(page.getByRole('heading', { name: 'Was this real?' })).toBeVisible()
  await context.close()
})

test('another organization’s story is not there; the API tells one’s own', async ({ page, browser, baseURL, signedIn }) => {
  await signIn(page, 'publisher', signedIn)
  const list = await (await page.request.get('/api/dashboard/anomalies?limit=5')).json()
  const [story] = list.stories
  expect((await (await page.request.get(`/api/dashboard/anomalies/${story.id}`)).json()).steps.length).toBeGreaterThan(0)
  const other = await browser.newContext({ baseURL })
  const stranger = await other.newPage()
  await signIn(stranger, 'middling', signedIn)
  expect((await stranger.goto(`/dashboard/anomalies/${story.id}`))?.status()).toBe(404)
  expect((await stranger.request.get(`/api/dashboard/anomalies/${story.id}`)).status()).toBe(404)
  const answer = await stranger.request.post(`/api/dashboard/anomalies/${story.id}/feedback`, { data: { decision: 'dismiss' } })
  expect(answer.status()).toBe(404)
  await other.close()
})

test('staff see the platform’s story with its parts, every developer’s, and how far the detectors are believed', async ({ page, signedIn }) => {
  await signIn(page, 'staff', signedIn)
  await page.goto('/admin/anomalies')
  await page
    .getByRole('link', { name: /developers failed through provider/ })
    .first()
    .click()
  await page.waitForURL('**/admin/anomalies/*')
  await expect(page.getByRole('heading', { name: /developers were affected/ })).toBeVisible()
  const parts = page.locator('section').filter({ has: page.getByRole('heading', { name: /developers were affected/ }) })
  await parts.getByRole('link').first().click()
  await expect(page.getByText('Part of a platform story.')).toBeVisible()
  await page.goto('/admin/anomalies?q=Lexaria')
  await expect(page.getByRole('table', { name: 'Stories of developers' })).toContainText('Term Extractor')
  await expect(page.getByRole('table', { name: 'Precision and recall by metric' })).toContainText('As shipped')
  const csv = await page.request.get('/admin/anomalies/csv?q=Lexaria')
  expect(await csv.text()).toContain('Lexaria Labs')
  expect(await csv.text()).not.toContain('Waystone')
})

// A story and the list as it stands are in pages.spec.ts, with every other page.
test('the list as a table, and an empty one, are whole in both themes, at a desk and on a phone', async ({ page, signedIn }) => {
  await signIn(page, 'publisher', signedIn)
  await page.goto('/dashboard/anomalies')
  await page.locator('figure').getByText('View data').click()
  await expectWhole(page)
  await page.goto('/dashboard/anomalies?q=nobody')
  await expectWhole(page)
})
