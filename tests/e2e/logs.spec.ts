import { readFile } from 'node:fs/promises'
import { expect, expectAccessible, showTheme, signIn, test } from '../support/e2e'
import { connectE2e } from '../support/e2e-database'
import { seedLines } from '../support/log-lines'

const LOGS = '/admin/logs'

test('staff search the log, narrow it, open a line and read all lines of its request', async ({ page, signedIn }) => {
  await signIn(page, 'staff', signedIn)
  await page.goto(LOGS)
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/lines in the last 24 hours, .* of them errors/)
  const list = page.getByRole('list', { name: 'Lines, the newest first' })
  await expect(list.getByRole('listitem')).toHaveCount(100)

  await page.getByLabel('Search the lines').fill('failed "tool internal"')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('match in the last 24 hours')
  // A choice sends the form by itself, once the page listens: a new one has to be waited for.
  await page.reload()
  await page.getByLabel('Level', { exact: true }).selectOption('error')
  await expect(page).toHaveURL(/level=error/)
  await page.reload()
  await page.getByLabel('How far back').selectOption('7d')
  await expect(page).toHaveURL(/span=7d/)
  await page.reload()
  await expect(page.getByLabel('Search the lines')).toHaveValue('failed "tool internal"')

  const first = list.getByRole('listitem').first()
  await expect(first).toContainText('error')
  await first.locator('summary').focus()
  await page.keyboard.press('Enter')
  await expect(first).toContainText('errorCode')
  for (const theme of ['light', 'dark'] as const) {
    await showTheme(page, theme)
    await expectAccessible(page)
  }
  await first.getByRole('link', { name: /^req_/ }).click()
  await expect(page).toHaveURL(/request=req_/)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('2 lines match')
  await expect(list.getByRole('listitem')).toHaveCount(2)
  await expect(page.getByLabel('Request id')).toHaveValue(/^req_/)

  await page.getByRole('link', { name: 'Clear' }).click()
  await page.getByRole('link', { name: 'Older lines' }).click()
  await expect(page).toHaveURL(/after=/)
  await page.getByRole('link', { name: 'Newest' }).click()
  await expect(page).not.toHaveURL(/after=/)
})

test('what is found is saved as a file', async ({ page, signedIn }) => {
  await signIn(page, 'staff', signedIn)
  await page.goto(`${LOGS}?level=fatal&span=7d`)
  const saved = async (name: string) => {
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name, exact: true }).click()])
    return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') }
  }
  const csv = await saved('CSV')
  expect(csv.name).toMatch(/^logs-\d{4}-\d\d-\d\d\.csv$/)
  expect(csv.text).toContain('at,level,service,message,request_id,organization_id,organization,received_at,fields')
  const lines = (await saved('NDJSON')).text.trimEnd().split('\n')
  expect(csv.text.trimEnd().split('\n')).toHaveLength(lines.length + 1)
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ level: 'fatal' })
})

test('a search without a hit says what it looked for', async ({ page, signedIn }) => {
  await signIn(page, 'staff', signedIn)
  await page.goto(`${LOGS}?q=quixotical&level=warn`)
  await expect(page.getByRole('heading', { level: 1, name: 'No line matches in the last 24 hours' })).toBeVisible()
  await expect(page.getByText('Looked for “quixotical”, level warning and up.')).toBeVisible()
  await expectAccessible(page)
})

test('the log is followed: lines appear on top, wait while somebody looks closer, and are let in', async ({ page, baseURL, signedIn }) => {
  const sql = await connectE2e(baseURL)
  const word = `follow${Date.now()}`
  const write = (n: number) => seedLines(sql, [{ id: `${word}-${n}`, at: new Date(), level: 'warn', service: 'e2e', message: `${word} number ${n}` }])
  await write(1)
  await signIn(page, 'staff', signedIn)
  await page.goto(`${LOGS}?q=${word}`)
  await page.getByRole('button', { name: 'Follow live' }).click()
  await expect(page.getByText('Following: new lines appear on top')).toBeVisible()
  await expect(page).toHaveURL(/live=1/)
  const list = page.getByRole('region', { name: 'Lines as they come in' })
  const lines = list.getByRole('listitem')
  await expect(lines).toHaveCount(1)
  await write(2)
  await expect(lines.first()).toContainText('number 2')

  await lines.first().hover()
  await write(3)
  await write(4)
  await expect(page.getByRole('button', { name: '2 new lines' })).toBeVisible()
  await expect(lines).toHaveCount(2)
  await page.getByRole('button', { name: '2 new lines' }).click()
  await expect(lines).toHaveCount(4)
  await expect(lines.first()).toContainText('number 4')
  await expectAccessible(page)

  await page.getByRole('button', { name: 'Stop following' }).click()
  await expect(page).not.toHaveURL(/live=1/)
  await sql.end()
})

test('on a phone nothing is wider than the screen, and without JavaScript it is searched all the same', async ({ page, browser, baseURL, signedIn }) => {
  await page.setViewportSize({ width: 375, height: 700 })
  await signIn(page, 'staff', signedIn)
  await page.goto(`${LOGS}?level=error&span=7d`)
  await page.locator('[data-row] summary').first().click()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375)
  await expectAccessible(page)

  const context = await browser.newContext({ javaScriptEnabled: false, baseURL })
  const plain = await context.newPage()
  await signIn(plain, 'staff', signedIn)
  await plain.goto(LOGS)
  await plain.getByLabel('Search the lines').fill('gateway')
  await plain.locator('#main').getByRole('button', { name: 'Search' }).click()
  await expect(plain.getByRole('heading', { level: 1 })).toContainText('match')
  await context.close()
})
