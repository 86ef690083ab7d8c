// The browser of the end-to-end tests: any Chromium will do. Plain Node, used by verify and Playwright.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'

// The shell first: without a window to draw it costs the same tests a quarter less.
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/**
 * CHROMIUM_PATH, otherwise an installed Chromium or Chrome; null where Playwright's own must serve.
 * @returns {string | null}
 */
export function findChromium() {
  const chosen = process.env.CHROMIUM_PATH
  if (chosen) return chosen
  const folders = (process.env.PATH ?? '').split(path.delimiter).concat('/usr/bin', '/Applications/Google Chrome.app/Contents/MacOS')
  const names = [...NAMES, 'Google Chrome']
  return folders.flatMap((folder) => names.map((name) => path.join(folder, name))).find((file) => fs.existsSync(file)) ?? null
}

/**
 * Makes sure that there is a browser: installs Debian's as root, and otherwise says what to do.
 * @param {import('node:child_process').StdioOptions} stdio
 * @returns {Promise<string | null>} null when there is one, otherwise the instruction
 */
export async function ensureChromium(stdio) {
  const chosen = process.env.CHROMIUM_PATH
  if (chosen && !fs.existsSync(chosen)) return `CHROMIUM_PATH=${chosen} does not exist.`
  if (findChromium()) return null
  const { chromium } = await import('@playwright/test')
  if (fs.existsSync(chromium.executablePath())) return null
  if (process.getuid?.() === 0 && fs.existsSync('/usr/bin/apt-get')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    spawnSync('apt-get', ['update'], { stdio, env })
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium-headless-shell'], { stdio, env })
    if (findChromium()) return null
  }
  return 'There is no Chromium. Install one (Debian: apt-get install chromium-headless-shell; elsewhere: npx playwright install chromium) or set CHROMIUM_PATH.'
}
