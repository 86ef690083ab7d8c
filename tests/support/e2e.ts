import AxeBuilder from '@axe-core/playwright'
import { type Browser, type BrowserContext, test as base, expect, type Locator, type Page, type WorkerInfo } from '@playwright/test'
import { demoPassword, type Person, people } from './e2e-people'

export { expect }

interface WorkerFixtures {
  /** The state of a browser in which this person has signed in; each signs in once a worker. */
  signedIn: (who: Person) => Promise<Awaited<ReturnType<BrowserContext['storageState']>>>
}

/**
 * Playwright's test, with sign-ins that are made once (the server limits how often one may try) and
 * pages that are ready when they have been gone to.
 */
export const test = base.extend<object, WorkerFixtures & { browser: Browser }>({
  browser: [
    async ({ browser }, use) => {
      const newContext = browser.newContext.bind(browser)
      browser.newContext = async (options) => {
        const context = await newContext(options)
        if (options?.javaScriptEnabled !== false) context.on('page', waitUntilItListens)
        return context
      }
      await use(browser)
    },
    { scope: 'worker' },
  ],
  signedIn: [
    async ({ browser }, use, info) => {
      const states = new Map<Person, ReturnType<typeof firstSignIn>>()
      await use((who) => {
        const known = states.get(who) ?? firstSignIn(browser, who, info)
        states.set(who, known)
        return known
      })
    },
    { scope: 'worker' },
  ],
})

/** Makes goto and reload end when the page answers to presses, not when its HTML has come: a press in between is lost. */
function waitUntilItListens(page: Page): void {
  for (const way of ['goto', 'reload'] as const) {
    const go = page[way].bind(page) as (...given: unknown[]) => ReturnType<Page['goto']>
    page[way] = async (...given: unknown[]) => {
      const response = await go(...given)
      await page.waitForFunction(isListening, undefined, { polling: 20 })
      return response
    }
  }
}

/** In the page: whether React has taken over what the server sent, where its scripts have come at all. */
function isListening(): boolean {
  if (!('next' in window)) return true
  const key = Object.keys(document).find((name) => name.startsWith('__reactContainer$'))
  const root: unknown = key ? Reflect.get(document, key) : undefined
  const current = (root as { stateNode: { current: { memoizedState: { isDehydrated: boolean } } } } | undefined)?.stateNode.current
  return current?.memoizedState.isDehydrated === false
}

/** Presses a button that sends a form, and waits for the answer: who leaves before it may leave before it was sent. */
export async function submit(button: Locator): Promise<void> {
  const page = button.page()
  await Promise.all([page.waitForResponse((response) => response.request().method() === 'POST'), button.click()])
}

let addresses = 0

async function firstSignIn(browser: Browser, who: Person, info: WorkerInfo) {
  const baseURL = String(info.project.use.baseURL)
  // Each from an address of its own: the server lets three sign-ins through in ten seconds from one.
  addresses++
  const context = await browser.newContext({ baseURL, extraHTTPHeaders: { 'x-forwarded-for': `198.18.${info.parallelIndex}.${addresses}` } })
  const page = await context.newPage()
  await fillSignIn(page, people[who])
  const state = await context.storageState()
  await context.close()
  return state
}

/** Signs somebody in who is nobody of the demo; each call comes from an address of its own. */
export async function signInAs(page: Page, email: string): Promise<void> {
  addresses++
  await page.setExtraHTTPHeaders({ 'x-forwarded-for': `198.20.${test.info().parallelIndex}.${addresses}` })
  await fillSignIn(page, email)
}

/** Signs in through the form, as a person does, and waits for the page behind it. */
async function fillSignIn(page: Page, email: string): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(demoPassword)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
}

/** Makes the page's browser one in which this person has signed in. Go to a page after it. */
export async function signIn(page: Page, who: Person, signedIn: WorkerFixtures['signedIn']): Promise<void> {
  const { cookies } = await signedIn(who)
  await page.context().addCookies(cookies)
}

type Theme = 'light' | 'dark'

/** Shows pages in this theme from now on. */
export async function showTheme(page: Page, theme: Theme): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
  // Also where motion is reduced one colour passes over into another, if only within a frame.
  await page.evaluate(() => {
    for (const animation of document.getAnimations()) if (animation instanceof CSSTransition) animation.finish()
  })
}

/** The rules whose outcome follows from the theme, which changes nothing but colours. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block']

/**
 * Fails with a readable list when axe finds a violation of WCAG 2.2 A or AA, or of its best practices.
 * @param rules 'colours': those only that another theme can change
 */
export async function expectAccessible(page: Page, rules: 'all' | 'colours' = 'all'): Promise<void> {
  const whole = page.frames().length === 1
  // Half a megabyte of script, which the builder would run twice each time: a page that has it keeps it.
  const known = whole && (await page.evaluate(() => 'axe' in window))
  const builder = new AxeBuilder({ page, ...(known ? { axeSource: 'void 0' } : {}) })
    // One run in the page itself, which describes nothing but violations, costs a third. Frames need the other way.
    .setLegacyMode(whole)
    .options({ resultTypes: ['violations'], ...(rules === 'colours' ? { runOnly: { type: 'rule', values: COLOUR_RULES } } : {}) })
  const { violations } = await builder.analyze()
  const found = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}\n  ${node.target.join(' ')}\n  ${node.failureSummary ?? ''}`))
  expect(found).toEqual([])
}

const DESK = { width: 1280, height: 900 }
const PHONE = { width: 375, height: 812 }

/**
 * Fails unless the page, as it stands there, is without a violation in both themes, at a desk and on a
 * phone, and no wider than either. It is loaded once: what a theme and a width change is style.
 */
export async function expectWhole(page: Page): Promise<void> {
  for (const size of [DESK, PHONE]) {
    await page.setViewportSize(size)
    await showTheme(page, 'light')
    await expectAccessible(page)
    await showTheme(page, 'dark')
    await expectAccessible(page, 'colours')
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(beyond, `${page.url()} is wider than ${size.width} px by`).toBeLessThanOrEqual(0)
  }
}

/** Opens everything on the page that is folded. */
export async function unfold(page: Page): Promise<void> {
  await page.locator('main details').evaluateAll((all) => {
    for (const details of all) details.setAttribute('open', '')
  })
}
