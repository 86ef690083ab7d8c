// Who may import whom. Data flows down through the stages below, imports point up: a domain may
// import its own stage and the earlier ones. Everything else follows from the kind of a file.
const fs = require('node:fs')
const path = require('node:path')

/** The domains in flow order; those of one stage may import each other, but never in a circle of files. */
const stages = [
  ['journal', 'outbox', 'auth', 'accounts'],
  ['live'],
  ['tools', 'ingest', 'probes', 'logs'],
  ['metrics', 'usage'],
  ['otlp'],
  ['scores', 'anomalies', 'onboarding'],
  ['peers'],
  ['alerts'],
  ['systems'],
  ['gates', 'budgets', 'milestones'],
  ['incidents'],
  ['status'],
  ['notifications', 'webhooks', 'channels'],
  ['directory'],
  ['retention'],
  ['jobs'],
  ['frame'],
  ['http'],
  ['demo'],
]
/** Stages that only let the outside in; their files act, so they are no decisions. */
const entrances = ['jobs', 'http']

/** Whose tables a domain's commands may touch besides its own: facts of the whole catalogue arrive by ingest. */
/** @type {Record<string, string[]>} */
const writesAlso = {
  ingest: ['tools', 'accounts', 'usage', 'metrics', 'logs'],
  accounts: ['auth'],
  auth: ['accounts'],
  metrics: ['usage'],
  otlp: ['metrics'],
  notifications: ['outbox'],
}
/** Column types and the list of all tables belong to nobody. */
const sharedSchema = ['columns', 'all']

/** @param {string[]} names */
const any = (names) => `(?:${names.join('|')})`
const domains = stages.flat()
/**
 * Files of these kinds: lib/<domain>/queries.ts, lib/<domain>/queries/list-x.ts, lib/<domain>/<part>/queries.ts.
 * @param {string} names
 */
const kind = (names, domain = '[^/]+') => `^lib/${domain}/(?:${names}|.+/(?:${names}))(?:/|\\.ts$)`
const acting = kind('queries|commands|adapters')
// better-auth's own instance and the door in front of it: they are what a session is read with.
const sessionDoor = '^lib/auth/(?:server|authenticate)\\.ts$'

const flow = stages.flatMap((stage, at) => {
  const later = stages.slice(at + 1).flat()
  if (later.length === 0) return []
  return [
    {
      name: `flow-${stage.join('-')}`,
      comment: `${stage.join(', ')}: imports point up, never to a later stage. Move what is shared to the earlier one, or let the later one read what this one wrote.`,
      severity: 'error',
      from: { path: `^lib/${any(stage)}/` },
      to: { path: `^lib/${any(later)}/` },
    },
    {
      name: `flow-tables-${stage.join('-')}`,
      comment: `${stage.join(', ')}: does not read the tables of a later stage.`,
      severity: 'error',
      from: { path: `^lib/${any(stage)}/` },
      to: { path: `^db/schema/${any(later)}\\.ts$` },
    },
  ]
})

const ownTables = domains
  .filter((domain) => !entrances.includes(domain))
  .map((domain) => ({
    name: `own-tables-${domain}`,
    comment: `Commands of ${domain} write their own tables; others' are read through their queries and written by their commands.`,
    severity: 'error',
    from: { path: kind('commands', domain) },
    to: { path: '^db/schema/', pathNot: `^db/schema/${any([domain, ...sharedSchema, ...(writesAlso[domain] ?? [])])}\\.ts$` },
  }))

/** @param {string} text */
const literally = (text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

/** Parts serve the pages below their folder; what others need as well is a component. */
const parts = foldersWithParts('app').map((folder) => ({
  name: `parts-of-${folder.replace(/^app\/?/, '') || 'root'}`,
  comment: `${folder}/_parts belongs to the pages of ${folder}. What another page needs as well is a component.`,
  severity: 'error',
  from: { path: '^', pathNot: `^${literally(folder)}/` },
  to: { path: `^${literally(folder)}/_parts/` },
}))

/**
 * @param {string} folder
 * @returns {string[]}
 */
function foldersWithParts(folder) {
  const absolute = path.join(__dirname, folder)
  if (!fs.existsSync(absolute)) return []
  const inside = fs.readdirSync(absolute, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return inside.flatMap((entry) => (entry.name === '_parts' ? [folder] : foldersWithParts(`${folder}/${entry.name}`)))
}

const product = '^(?:app|components|db|emails|lib)/|^(?:proxy|instrumentation[^/]*)\\.ts$'

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one idea, or hide a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...flow,
    ...ownTables,
    ...parts,
    {
      name: 'every-domain-has-a-stage',
      comment: 'A folder in lib is a domain: give it its place in the list of stages in .dependency-cruiser.cjs.',
      severity: 'error',
      from: { path: '^lib/[^/]+/', pathNot: `^lib/${any(domains)}/` },
      to: {},
    },
    {
      name: 'tools-know-no-domain',
      comment: 'A file in lib is a tool for any domain; it knows none of them.',
      severity: 'error',
      from: { path: '^lib/[^/]+$' },
      to: { path: '^(?:lib/[^/]+|db|app|components|emails)/' },
    },
    {
      name: 'decisions-reach-no-database',
      comment: 'Models and decisions are pure: whoever reads or writes is called queries, commands or adapters.',
      severity: 'error',
      from: {
        path: '^lib/[^/]+/',
        pathNot: [`^lib/${any(entrances)}/(?!model\\.ts)`, acting, sessionDoor, '\\.test\\.tsx?$'],
      },
      to: { path: '^db/', reachable: true },
    },
    {
      name: 'queries-only-read',
      comment: 'Queries select; what writes or speaks to the outside is a command.',
      severity: 'error',
      from: { path: kind('queries') },
      to: { path: kind('commands|adapters') },
    },
    {
      name: 'adapters-belong-to-their-domain',
      comment: 'The outside world is reached through the commands of the domain that has the adapter.',
      severity: 'error',
      from: { path: '^(?:app/|components/|db/|emails/|lib/([^/]+)/)' },
      to: { path: '^lib/[^/]+/adapters/', pathNot: '^lib/$1/adapters/' },
    },
    {
      name: 'app-has-no-sql',
      comment: 'Pages and routes call queries and commands.',
      severity: 'error',
      from: { path: '^app/|^proxy\\.ts$' },
      to: { path: '^db/' },
    },
    {
      name: 'components-only-show',
      comment: 'Components get what they show as props, from models and decisions at most.',
      severity: 'error',
      from: { path: '^components/' },
      to: { path: ['^(?:db|app|emails|scripts)/', acting, sessionDoor] },
    },
    {
      name: 'emails-only-show',
      comment: 'An email is props to markup; only notifications sends.',
      severity: 'error',
      from: { path: '^emails/' },
      to: { path: ['^(?:db|app|components|scripts)/', acting, sessionDoor] },
    },
    {
      name: 'shown-things-reach-no-database',
      comment: 'Not even through another file.',
      severity: 'error',
      from: { path: '^(?:components|emails)/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^db/', reachable: true },
    },
    {
      name: 'lib-knows-no-screen',
      comment: 'Domains and tools are used by pages and components, not the other way round.',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(?:app|components)/' },
    },
    {
      name: 'db-knows-models-only',
      comment: 'Tables may take their words from models; nothing else.',
      severity: 'error',
      from: { path: '^db/', pathNot: '^db/demo/' },
      to: { path: ['^(?:app|components|emails|scripts)/', '^lib/[^/]+/', '^db/demo/'], pathNot: '^lib/.+/model\\.ts$' },
    },
    {
      name: 'product-stands-alone',
      comment: 'What is shipped needs neither the tests nor the commands around it.',
      severity: 'error',
      from: { path: product, pathNot: '\\.test\\.tsx?$' },
      to: { path: ['^(?:tests|scripts)/', '\\.test\\.tsx?$'] },
    },
    {
      name: 'one-way-out',
      comment: 'Requests leave through lib/safe-fetch, which guards against private addresses; lib/http and the scheduler speak to ourselves.',
      severity: 'error',
      from: { path: product, pathNot: '^lib/(?:safe-fetch(?:/|\\.ts$)|http/|jobs/scheduler\\.ts$)|\\.test\\.tsx?$' },
      to: { path: ['^(?:node:)?(?:http|https|http2)$', '(?:^|node_modules/)undici(?:/|$)'] },
    },
    {
      name: 'no-development-packages-at-run-time',
      comment: 'quickstart and deployments install without devDependencies: what builds or runs must be in dependencies.',
      severity: 'error',
      from: {
        path: `${product}|^scripts/(?!bench-pages|check|chromium|cruise|graph|verify)|^(?:next\\.config\\.ts|postcss\\.config\\.mjs)$`,
        pathNot: ['\\.test\\.tsx?$'],
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'resolvable',
      comment: 'The import leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(?:\\.next|\\.data|node_modules/\\.cache)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
}
