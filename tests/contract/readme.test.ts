import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const readme = fs.readFileSync('README.md', 'utf8')
const scripts = Object.keys(JSON.parse(fs.readFileSync('package.json', 'utf8')).scripts)

// `lib/env.ts`, `db/`, `app/dashboard/<noun>/page.tsx`: what looks like a path of ours, in code or links.
const named = [...readme.matchAll(/`([^`\s]+)`|\]\(([^)#\s]+)\)/g)]
  .map((match) => match[1] ?? match[2] ?? '')
  .filter((text) => /^\.?[\w-]+\/|^[\w.-]+\.(?:ts|tsx|mjs|cjs|json|md|sql|png|yml)$|^Dockerfile$|^\.env/.test(text))
  .filter((text) => !/^https?:|^@|^application\//.test(text))

describe('README.md', () => {
  it('names paths at all', () => {
    expect(named.length).toBeGreaterThan(10)
  })

  it.each([...new Set(named)])('%s exists', (name) => {
    expect(fs.existsSync(path.resolve(name))).toBe(true)
  })

  it.each([...new Set([...readme.matchAll(/npm (?:run )?([a-z][a-z0-9:-]*)/g)].map((match) => match[1] ?? ''))])('npm run %s exists', (script) => {
    // npm's own commands that the README uses.
    if (!['ci', 'install'].includes(script)) expect(scripts).toContain(script)
  })
})
