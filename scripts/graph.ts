// npm run graph: draws which folders import which into the README, between its two markers.
import fs from 'node:fs'
import { cruiseImports } from './cruise'

const START = '<!-- graph: npm run graph -->'
const END = '<!-- end of graph -->'

const imports = new Map<string, Set<string>>()
for (const { source, dependencies } of cruiseImports(process.cwd()).modules) {
  const from = /\.test\.tsx?$/.test(source) ? null : folderOf(source)
  for (const { resolved } of dependencies) {
    const to = folderOf(resolved)
    if (from && to && from !== to) imports.set(from, (imports.get(from) ?? new Set()).add(to))
  }
}

const lines = essential(imports).map(([from, to]) => `  ${from} --> ${to}`)
const readme = fs.readFileSync('README.md', 'utf8')
const [before, after] = [readme.split(START)[0], readme.split(END)[1]]
if (before === undefined || after === undefined) throw new Error(`README.md lacks the lines ${START} and ${END}.`)
fs.writeFileSync('README.md', `${before}${[START, '```mermaid', 'graph TD', ...lines, '```', END].join('\n')}${after}`)
process.stdout.write(`README.md: ${lines.length} arrows.\n`)

/** A domain of lib, or a top folder. Tools and tables are used by everybody: drawing that would hide the rest. */
function folderOf(file: string): string | null {
  const [top = '', second = ''] = file.split('/')
  if (top === 'lib') return second.includes('.') ? null : second
  return ['app', 'components', 'emails'].includes(top) ? top : null
}

/** The imports without those that follow from others: a -> c is left out where a -> b -> c is drawn. */
function essential(graph: Map<string, Set<string>>): Array<[string, string]> {
  const kept = new Map([...graph].map(([from, to]) => [from, new Set(to)]))
  for (const [from, to] of arrows(graph)) {
    kept.get(from)?.delete(to)
    if (!reaches(kept, from, to)) kept.get(from)?.add(to)
  }
  return arrows(kept)
}

function arrows(graph: Map<string, Set<string>>): Array<[string, string]> {
  return [...graph].flatMap(([from, targets]) => [...targets].map((to): [string, string] => [from, to])).sort((a, b) => a.join().localeCompare(b.join()))
}

function reaches(graph: Map<string, Set<string>>, from: string, to: string): boolean {
  const seen = new Set<string>()
  const next = [from]
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    for (const neighbour of graph.get(at) ?? []) {
      if (neighbour === to) return true
      if (!seen.has(neighbour)) next.push(neighbour)
      seen.add(neighbour)
    }
  }
  return false
}
