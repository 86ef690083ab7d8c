import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/** Who may come in: the rule that an entrance's own source states. */
export type Rule = 'public' | 'person' | 'tenant' | 'staff' | 'key' | 'signature'

export interface Entrance {
  kind: 'page' | 'route' | 'action'
  /** Path of the file from the root of the project. */
  file: string
  /** Address with its parameters in brackets, for example /dashboard/tools/[toolId]. */
  path: string
  /** Null: nothing in the source says who may come in. */
  rule: Rule | null
}

/**
 * What anybody may reach without signing in, and why. Everything else has to name its rule in its
 * source; an entrance that does neither fails the test.
 */
const openToAll: Record<string, string> = {
  'app/page.tsx': 'landing page',
  'app/(public)/page.tsx': 'landing page',
  'app/(auth)/sign-in/page.tsx': 'signing in',
  'app/(auth)/sign-in/actions.ts': 'signing in',
  'app/(auth)/sign-in/two-factor/page.tsx': 'signing in',
  'app/(auth)/sign-in/two-factor/actions.ts': 'signing in',
  'app/(auth)/sign-in/link/page.tsx': 'signing in',
  'app/(auth)/sign-in/link/actions.ts': 'signing in',
  'app/(auth)/forgot-password/page.tsx': 'signing in',
  'app/(auth)/forgot-password/actions.ts': 'signing in',
  'app/(auth)/reset-password/page.tsx': 'the token of a mail decides',
  'app/(auth)/reset-password/actions.ts': 'the token of a mail decides',
  'app/(auth)/confirm-address/page.tsx': 'the token of a mail decides',
  'app/(auth)/confirm-address/actions.ts': 'the token of a mail decides',
  'app/(auth)/setup/page.tsx': 'the token of the console decides',
  'app/(auth)/setup/actions.ts': 'the token of the console decides',
  'app/(auth)/invitation/[token]/page.tsx': 'the token of a mail decides',
  'app/(auth)/invitation/[token]/actions.ts': 'the token of a mail decides',
  'app/(auth)/sign-out/actions.ts': 'ends the session that it is sent with',
  'app/api/auth/[...all]/route.ts': 'signing in; lists its doors',
  'app/(public)/directory/page.tsx': 'the public directory',
  'app/(public)/directory/[slug]/page.tsx': 'a public listing; a hidden one is its publisher’s alone',
  'app/api/badge/[file]/route.ts': 'badge of a public listing, shown on other sites',
  'app/(public)/status/page.tsx': 'the public status page',
  'app/(public)/status/history/page.tsx': 'the public status page',
  'app/(public)/status/incidents/[number]/page.tsx': 'the public status page; incidents that are not public do not exist there',
  'app/(public)/status/subscribe/page.tsx': 'whoever wants to be told asks for it; limited by caller and address',
  'app/(public)/status/subscribe/actions.ts': 'whoever wants to be told asks for it; limited by caller and address',
  'app/(public)/status/confirm/page.tsx': 'the token of a mail decides',
  'app/(public)/status/confirm/actions.ts': 'the token of a mail decides',
  'app/(public)/status/subscription/page.tsx': 'the token of a mail or a registration decides',
  'app/(public)/status/subscription/actions.ts': 'the token of a mail or a registration decides',
  'app/(public)/status/history.rss/route.ts': 'the public status page as a feed',
  'app/(public)/status/history.atom/route.ts': 'the public status page as a feed',
  'app/(public)/status/maintenance.ics/route.ts': 'the public status page as a calendar',
  'app/(public)/status/api/v2/[...file]/route.ts': 'the public status page for programs',
  'app/(public)/docs/api/page.tsx': 'the reference of the API, the same everywhere',
  'app/api/openapi.json/route.ts': 'the reference of the API, for programs',
  'app/sitemap.xml/route.ts': 'what search engines may find',
  'app/sitemaps/[file]/route.ts': 'what search engines may find',
  'app/(public)/unsubscribe/page.tsx': 'the signed token of a mail decides',
  'app/(public)/unsubscribe/actions.ts': 'the signed token of a mail decides',
  'app/api/health/route.ts': 'liveness; touches nothing',
  'app/api/health/ready/route.ts': 'readiness; says only that the database answers',
  'app/api/demo/health/[tool]/route.ts': 'health endpoint of a simulated tool, open like that of a real one',
}

const rules: [Rule, RegExp][] = [
  ['staff', /\brequireStaff\(|access: \{ permission:|authorise\(\s*\w+, \{ permission:/],
  ['tenant', /\brequireTenant\(|access: \{ tenant:|authorise\(\s*\w+, \{ tenant:/],
  ['key', /access: \{ key:|authorise\(\s*\w+, \{ key:/],
  ['person', /\brequireUser\(/],
  ['signature', /\bopenBySignature\(|\breceiveMailEvent\(|\breadUnsubscribe\(|\brequireMetricsToken\(/],
  ['public', /access: \{ public: true \}/],
]

/** Routes whose answer does not end for whoever may have it: tests/integration/live.test.ts and log-tail.test.ts say who hears what. */
export const endless = new Set(['app/api/stream/route.ts', 'app/api/admin/stream/route.ts', 'app/api/admin/logs/tail/route.ts'])

/** Every page, route and file of actions below app/, found in the file tree. */
export function listEntrances(root = process.cwd()): Entrance[] {
  return readdirSync(join(root, 'app'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /^(page|route|actions)\.tsx?$/.test(entry.name))
    .map((entry) => {
      const file = relative(root, join(entry.parentPath, entry.name))
      const source = readFileSync(join(root, file), 'utf8')
      const stated = rules.find(([, pattern]) => pattern.test(source))?.[0] ?? null
      return {
        kind: entry.name.startsWith('page') ? ('page' as const) : entry.name.startsWith('route') ? ('route' as const) : ('action' as const),
        file,
        path: addressOf(file),
        rule: file in openToAll ? 'public' : stated,
      }
    })
    .sort((a, b) => a.file.localeCompare(b.file))
}

/** The exported actions of a file that call no guard, neither themselves nor by a function of the same file that begins with one. */
export function unguardedActions(file: string, root = process.cwd()): string[] {
  const source = readFileSync(join(root, file), 'utf8')
  const parts = source.split(/^(?=(?:export )?(?:async )?function )/m)
  const nameOf = (part: string) => /^(?:export )?(?:async )?function (\w+)/.exec(part)?.[1] ?? ''
  const guarding = parts.filter((part) => !part.startsWith('export') && /\{\n[^\n]*\bawait (?:requireTenant|requireStaff|requireUser)\(/.test(part)).map(nameOf)
  const guards = ['requireTenant', 'requireStaff', 'requireUser', ...guarding.filter(Boolean)]
  const guarded = new RegExp(`\\b(?:${guards.join('|')})\\(`)
  return parts.filter((part) => part.startsWith('export async function ') && !guarded.test(part)).map(nameOf)
}

export const publicFiles = Object.keys(openToAll)

function addressOf(file: string): string {
  const parts = file
    .split('/')
    .slice(1, -1)
    .filter((part) => !/^\(.+\)$/.test(part))
  return `/${parts.join('/')}`
}
