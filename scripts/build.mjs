// npm run build. Plain Node, so that quickstart can ask it before anything is installed.
// Remembers what it was built from: an unchanged tree is not built twice, a changed one is noticed.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const FOLDERS = ['app', 'components', 'db', 'emails', 'lib', 'public']
const FILES = /^(package-lock\.json|tsconfig\.json|next\.config\.ts|postcss\.config\.mjs|proxy\.ts|instrumentation.*\.ts)$/

/**
 * Is there a build, and is it of the present sources?
 * @param {string} root
 * @returns {'none' | 'stale' | 'current'}
 */
export function buildState(root) {
  if (!fs.existsSync(path.join(root, '.next', 'BUILD_ID'))) return 'none'
  const mark = markFile(root)
  return fs.existsSync(mark) && fs.readFileSync(mark, 'utf8') === fingerprint(root) ? 'current' : 'stale'
}

/**
 * Builds for production.
 * @param {string} root
 * @param {import('node:child_process').SpawnOptions} options where Next's own lines go, what stops it
 * @returns {Promise<boolean>} whether it worked
 */
export function build(root, options) {
  const before = fingerprint(root)
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
  const building = spawn(process.execPath, [next, 'build'], { ...options, cwd: root, env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' } })
  return new Promise((resolve) => {
    building.on('error', () => resolve(false))
    building.on('exit', (code) => {
      // Of before, not after: what was edited meanwhile may or may not be in it.
      if (code === 0) fs.writeFileSync(markFile(root), before)
      resolve(code === 0)
    })
  })
}

/** @param {string} root */
function markFile(root) {
  return path.join(root, '.next', 'built-from')
}

/** @param {string} root */
function fingerprint(root) {
  const hash = createHash('sha256')
  const listed = FOLDERS.flatMap((folder) => filesBelow(root, folder))
  listed.push(...fs.readdirSync(root).filter((name) => FILES.test(name)))
  for (const file of listed.sort())
    hash
      .update(`${file}\0`)
      .update(fs.readFileSync(path.join(root, file)))
      .update('\0')
  return hash.digest('hex')
}

/**
 * @param {string} root
 * @param {string} folder
 * @returns {string[]}
 */
function filesBelow(root, folder) {
  const absolute = path.join(root, folder)
  if (!fs.existsSync(absolute)) return []
  return fs.readdirSync(absolute, { withFileTypes: true }).flatMap((entry) => {
    const file = `${folder}/${entry.name}`
    if (entry.isDirectory()) return filesBelow(root, file)
    return /\.test\.tsx?$/.test(entry.name) ? [] : [file]
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const unchanged = process.argv.includes('--if-stale') && buildState(process.cwd()) === 'current'
  if (!unchanged && !(await build(process.cwd(), { stdio: 'inherit' }))) process.exit(1)
}
