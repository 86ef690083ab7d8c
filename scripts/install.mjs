// Installs what the lock file names, if it is not there. Plain Node: it runs before anything is installed.
// quickstart needs the part that builds and runs; tests and checks need the development part as well.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Packages of the lock file that are not installed in the locked version. Platform packages are
 * left out: which of them belong here is npm's business.
 * @param {string} root
 * @param {{ dev: boolean }} want with the development dependencies?
 * @returns {string[]}
 */
export function missingPackages(root, { dev }) {
  const wanted = packagesOf(path.join(root, 'package-lock.json'))
  const present = packagesOf(path.join(root, 'node_modules', '.package-lock.json'))
  return Object.entries(wanted)
    .filter(([place, entry]) => place !== '' && !entry.optional && !entry.devOptional && (dev || !entry.dev))
    .filter(([place, entry]) => present[place]?.version !== entry.version)
    .map(([place]) => place.replace(/^.*node_modules\//, ''))
}

/**
 * Installs what is missing; does nothing when all is there.
 * @param {string} root
 * @param {{ dev: boolean, quiet?: boolean }} want
 * @returns {boolean} whether all is there now
 */
export function install(root, { dev, quiet = false }) {
  if (missingPackages(root, { dev }).length === 0) return true
  const fresh = !fs.existsSync(path.join(root, 'node_modules'))
  // `ci` empties node_modules first, which a running server would not survive: only where there is none.
  const command = fresh ? ['ci'] : ['install', '--no-save']
  const npm = process.env.npm_execpath
  const run = npm ? [process.execPath, npm] : [process.platform === 'win32' ? 'npm.cmd' : 'npm']
  const args = [...run.slice(1), ...command, dev || hasDevelopmentPart(root) ? '--include=dev' : '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error']
  const result = spawnSync(run[0] ?? 'npm', args, {
    cwd: root,
    stdio: ['ignore', quiet ? 'ignore' : 'inherit', 'inherit'],
    shell: !npm && process.platform === 'win32',
  })
  return result.status === 0
}

// Somebody works here: bringing the rest up to date must not take the tests away.
/** @param {string} root */
function hasDevelopmentPart(root) {
  return Object.values(packagesOf(path.join(root, 'node_modules', '.package-lock.json'))).some((entry) => entry.dev)
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, dev?: boolean, optional?: boolean, devOptional?: boolean }>}
 */
function packagesOf(file) {
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')).packages : {}
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!install(process.cwd(), { dev: true })) {
    process.stderr.write('The packages could not be installed. `npm ci` shows why.\n')
    process.exit(1)
  }
}
