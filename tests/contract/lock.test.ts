import fs from 'node:fs'
import { describe, expect, it } from 'vitest'

interface Lock {
  packages: Record<string, { resolved?: string; optionalDependencies?: Record<string, string> }>
}

/**
 * Why `npm ci` would fail on another platform or with another registry. npm drops optional platform
 * packages that it cannot find, writes the lock without them and then refuses that lock elsewhere.
 */
function problemsOf({ packages }: Lock): string[] {
  return Object.entries(packages).flatMap(([place, entry]) => [
    ...Object.keys(entry.optionalDependencies ?? {})
      .filter((name) => !placesFrom(place, name).some((candidate) => candidate in packages))
      .map((name) => `${place || 'package.json'} lacks its optional dependency ${name}`),
    ...(entry.resolved?.startsWith('http') ? [`${place} names a download address`] : []),
  ])
}

// As Node resolves: below the package itself, then below each package around it.
function placesFrom(place: string, name: string): string[] {
  const around = place.split('/node_modules/').map((_, at, parts) => parts.slice(0, at + 1).join('/node_modules/'))
  return [...around.map((folder) => `${folder}/node_modules/${name}`), `node_modules/${name}`]
}

describe('package-lock.json', () => {
  it('has every platform and no address', () => {
    expect(problemsOf(JSON.parse(fs.readFileSync('package-lock.json', 'utf8')))).toEqual([])
  })

  const broken: Array<Lock & { name: string; problem: string }> = [
    {
      name: 'a platform package that was dropped',
      packages: { 'node_modules/a': { optionalDependencies: { 'a-mac': '1.0.0' } } },
      problem: 'node_modules/a lacks its optional dependency a-mac',
    },
    {
      name: 'one of our own that was dropped',
      packages: { '': { optionalDependencies: { 'b-mac': '1.0.0' } } },
      problem: 'package.json lacks its optional dependency b-mac',
    },
    {
      name: 'an address of one registry',
      packages: { 'node_modules/a': { resolved: 'https://registry.example/a.tgz' } },
      problem: 'node_modules/a names a download address',
    },
  ]
  it.each(broken)('is refused with $name', ({ packages, problem }) => {
    expect(problemsOf({ packages })).toEqual([problem])
  })

  it('finds a platform package beside, below and around its owner', () => {
    const optionalDependencies = { x: '1.0.0' }
    for (const place of ['node_modules/x', 'node_modules/a/node_modules/x', 'node_modules/a/node_modules/b/node_modules/x']) {
      expect(problemsOf({ packages: { 'node_modules/a/node_modules/b': { optionalDependencies }, [place]: {} } })).toEqual([])
    }
  })
})
