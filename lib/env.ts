import { z } from 'zod'

/**
 * Every environment variable that the product reads, with what it means. `.env.example` is checked
 * against this list. Values are read at call time, so that a script may set one before using it.
 */
const schema = z.object({
  DATABASE_URL: z.string().optional().describe('Postgres 15 or newer, as the owner of the tables. Unset: the embedded Postgres in .data is used.'),
  DATABASE_RUNTIME_URL: z
    .string()
    .optional()
    .describe(
      'Optional login for the running app: a member of pulsegrid_platform and pulsegrid_app that owns nothing. Needed behind a pooler that refuses startup parameters; statements are then not kept prepared.',
    ),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(200).default(20).describe('Connections of one app process.'),
  APP_URL: z.url().default('http://localhost:3000').describe('Where people reach the console: links in mails, QStash destinations, sign-in origin.'),
  PORT: z.coerce.number().int().min(1).max(65535).default(3000).describe('Where `npm start` listens. APP_URL follows it unless it is set.'),
  HOST: z.string().default('localhost').describe('Address that `npm start` listens on; 0.0.0.0 for every interface, behind a proxy that speaks TLS.'),
  BETTER_AUTH_SECRET: z.string().min(32).optional().describe('Signs sessions, 32 characters or more. Unset: generated once into .data/secret.'),
  ENCRYPTION_KEY: z
    .string()
    .regex(/^[a-z0-9-]{1,16}:[^,]{32,}(,[a-z0-9-]{1,16}:[^,]{32,})*$/, 'write it as id:secret, the secret 32 characters or more, several with commas')
    .optional()
    .describe(
      'Seals stored secrets, as id:secret[,id:secret]. The first seals, the others still open what they sealed. Unset: derived from BETTER_AUTH_SECRET.',
    ),
  OIDC_DISCOVERY_URL: z
    .url()
    .optional()
    .describe('OpenID Connect discovery document of your identity provider; with client id and secret it adds a sign-in button.'),
  OIDC_CLIENT_ID: z.string().optional().describe('Client id at that provider.'),
  OIDC_CLIENT_SECRET: z.string().optional().describe('Client secret at that provider.'),
  CRON_SECRET: z.string().min(16).optional().describe('Bearer secret of Vercel Cron for GET /api/cron/<job>. Unset: GET is refused.'),
  QSTASH_TOKEN: z.string().optional().describe('QStash token. Set: `npm run jobs:sync` creates the schedules. Unset: the local scheduler runs the jobs.'),
  QSTASH_URL: z.url().optional().describe('QStash endpoint of your region.'),
  QSTASH_CURRENT_SIGNING_KEY: z.string().optional().describe('Verifies POST /api/cron/<job>. Unset without a token: a local key is generated into .data.'),
  QSTASH_NEXT_SIGNING_KEY: z.string().optional().describe('The next signing key, accepted as well.'),
  SCHEDULER: z.enum(['auto', 'local', 'off']).default('auto').describe('auto: the local scheduler runs when no QSTASH_TOKEN and no VERCEL is set.'),
  VERCEL: z.string().optional().describe('Set by Vercel.'),
  RESEND_API_KEY: z.string().optional().describe('Resend key. Unset: mails stay in the local outbox at /admin/outbox.'),
  RESEND_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]{16,}={0,2}$/, 'the signing secret of the webhook in Resend begins with whsec_')
    .optional()
    .describe('Signing secret of the webhook to /api/webhooks/resend (events: bounced, complained, suppressed, failed). Unset: such reports are refused.'),
  RESEND_BASE_URL: z.url().optional().describe('Another endpoint that speaks the Resend API.'),
  PAGERDUTY_BASE_URL: z.url().optional().describe('Another endpoint that speaks PagerDuty’s Events API v2, in place of that of the account’s region.'),
  MAIL_FROM: z.string().default('Pulsegrid <pulsegrid@localhost>').describe('Sender of every mail.'),
  TRUSTED_PROXY_HOPS: z.coerce
    .number()
    .int()
    .min(0)
    .max(5)
    .default(0)
    .describe('Reverse proxies of yours in front of the server, each of which appends to X-Forwarded-For. 0: it is reached directly, or runs on Vercel.'),
  SAFE_FETCH_ALLOW: z
    .string()
    .default('')
    .describe('Comma-separated host:port that outgoing requests may reach although they are private, e.g. 10.0.0.5:8080. The operator decides, never a user.'),
  RAW_RETENTION_DAYS: z.coerce.number().int().min(1).max(3650).default(120).describe('Days that raw invocations are kept and late events accepted.'),
  LOG_RETENTION_DAYS: z.coerce.number().int().min(1).max(400).default(30).describe('Days that lines of the log are kept and late ones accepted.'),
  METRICS_TOKEN: z.string().min(16).optional().describe('Bearer token of GET /api/metrics, for Prometheus. Unset: the address does not exist (404).'),
  METRIC_LABEL_SETS: z.coerce
    .number()
    .int()
    .min(10)
    .max(100_000)
    .default(1_000)
    .describe('Distinct label sets that a metric of the platform or of an organization may have; the rest is counted under the value other.'),
  PEER_GROUP_MINIMUM: z.coerce
    .number()
    .int()
    .min(5)
    .default(20)
    .describe('Publishers that a group must have before others are told how they compare with it; 5 or more. A change holds from the next night on.'),
  STATUS_PAGE_NAME: z.string().max(100).default('Pulsegrid').describe('Name of the public status page: in its title, in its feeds and in mails about it.'),
  STATUS_FILE: z
    .string()
    .optional()
    .describe(
      'File in which a server keeps the status page for when the database is away. Unset: .data/status.json, or the temporary folder where there is no .data.',
    ),
  DEMO_PASSWORD: z.string().min(10).optional().describe("Password of the simulated marketplace's people. Unset: generated once into .data/demo-password."),
  DEMO_TRAFFIC: z
    .enum(['on', 'off'])
    .default('on')
    .describe('With off no new calls are simulated while the server runs. Only matters while the simulated marketplace is loaded.'),
  DEAD_MAN_URL: z
    .url()
    .optional()
    .describe(
      'Address that is requested after every evaluation of the alert rules, once a minute; a service that misses it tells you that alerting has stopped.',
    ),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info').describe('Lines on standard output.'),
})

export type Env = z.infer<typeof schema>

/** The variables, in the order in which .env.example lists them. */
export const envVariables = Object.entries(schema.shape).map(([name, type]) => ({ name, description: type.description ?? '' }))

let cached: { source: string; value: Env } | undefined

/**
 * The parsed environment.
 * @throws Error naming each wrong variable and why; values are not repeated, they may be secrets
 */
export function env(): Env {
  const names = Object.keys(schema.shape)
  // Empty counts as unset: `FOO=` in a .env file means nothing was chosen.
  const given = Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])))
  const source = JSON.stringify(given)
  if (cached?.source === source) return cached.value
  const parsed = schema.safeParse(given)
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    throw new Error(`The environment is not usable. ${problems.join('; ')}. See .env.example.`)
  }
  cached = { source, value: parsed.data }
  return parsed.data
}
