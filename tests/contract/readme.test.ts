import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const readme = fs.readFileSync('README.md', 'utf8')
const scripts = Object.keys(JSON.parse(fs.readFileSync('package.json', 'utf8')).scripts)

// `lib/env.ts`, `db/schema`, `compose.yaml`: what looks like a path of ours, in code or links. A bare
// `page.tsx` or `model.ts` is a role that many files have.
const named = [...readme.matchAll(/`([^`\s]+)`|\]\(([^)#\s]+)\)/g)]
  .map((match) => match[1] ?? match[2] ?? '')
  .filter((text) => /^\.?[\w-]+\/|^\.?[\w.-]+\.(?:json|ya?ml|md|cjs|example)$|^Dockerfile$/.test(text))
  .filter((text) => !/^https?:|^@|^application\//.test(text))

describe('README.md', () => {
  it('names paths at all', () => {
    expect(named.length).toBeGreaterThan(10)
  })

  it.each([...new Set(named)])('%s exists', (name) => {
    expect(fs.existsSync(path.resolve(name))).toBe(true)
  })

  it.each([...new Set([...readme.matchAll(/npm (?:run ([a-z][\w:-]*)|(start|test)\b)/g)].map((match) => match[1] ?? match[2] ?? ''))])(
    'npm run %s exists',
    (script) => {
      expect(scripts).toContain(script)
    },
  )
})
