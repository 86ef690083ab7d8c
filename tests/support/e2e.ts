import AxeBuilder from '@axe-core/playwright'
import { type Browser, type BrowserContext, test as base, expect, type Page, type WorkerInfo } from '@playwright/test'
import { demoPassword, type Person, people } from './e2e-people'

export { expect }

interface WorkerFixtures {
  /** The state of a browser in which this person has signed in; each signs in once a worker. */
  signedIn: (who: Person) => Promise<Awaited<ReturnType<BrowserContext['storageState']>>>
}

/** Playwright's test, with sign-ins that are made once: the server limits how often one may try. */
export const test = base.extend<object, WorkerFixtures>({
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

let addresses = 0

async function firstSignIn(browser: Browser, who: Person, info: WorkerInfo) {
  const baseURL = String(info.project.use.baseURL)
  // Each from an address of its own: the server lets three sign-ins through in ten seconds from one.
  addresses++
  const context = await browser.newContext({ baseURL, extraHTTPHeaders: { 'x-forwarded-for': `198.18.${info.parallelIndex}.${addresses}` } })
  const page = await context.newPage()
  await fillSignIn(page, who)
  const state = await context.storageState()
  await context.close()
  return state
}

/** Signs in through the form, as a person does, and waits for the page behind it. */
async function fillSignIn(page: Page, who: Person): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail address').fill(people[who])
  await page.getByLabel('Password').fill(demoPassword)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
}

/** Makes the page's browser one in which this person has signed in. Go to a page after it. */
export async function signIn(page: Page, who: Person, signedIn: WorkerFixtures['signedIn']): Promise<void> {
  const { cookies } = await signedIn(who)
  await page.context().addCookies(cookies)
}

export type Theme = 'light' | 'dark'

/** Shows pages in this theme from now on. */
export async function showTheme(page: Page, theme: Theme): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
}

/** Fails with a readable list when axe finds a violation of WCAG 2.2 A or AA, or of its best practices. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const found = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}\n  ${node.target.join(' ')}\n  ${node.failureSummary ?? ''}`))
  expect(found).toEqual([])
}
