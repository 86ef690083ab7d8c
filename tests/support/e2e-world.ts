import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { prepareEnvironment } from '@/scripts/environment'
import { connectE2e } from './e2e-database'
import { e2eEnvironment, receiverOrigin } from './e2e-environment'
import type { Received } from './e2e-receiver'

// What goes on around a browser: an organization that is not simulated, whose messages leave; the receivers
// that take them; and the jobs, as of any moment.

/** Another test's run of the same job takes seconds. */
const PATIENCE_MS = 60_000

const portOf = (baseURL: string | undefined) => new URL(baseURL ?? '').port

/** An organization of its own with an owner, who signs in with the demo's password. */
export async function foundOrganization(baseURL: string | undefined, name: string): Promise<{ organizationId: string; email: string }> {
  const sql = await connectE2e(baseURL)
  const email = `${randomUUID().slice(0, 8)}@example.com`
  try {
    const [row] = await sql.begin(async (tx) => {
      const [organization] = await tx`insert into organizations (name, slug) values (${name}, ${randomUUID()}) returning id`
      const [user] = await tx`insert into users (name, email, email_verified) values ('Noor Adler', ${email}, true) returning id`
      await tx`
        insert into accounts (user_id, account_id, provider_id, password)
        select ${user?.id}, ${String(user?.id)}, 'credential', a.password from accounts a join users u on u.id = a.user_id where u.email = 'admin@pulsegrid.example'`
      await tx`insert into members (organization_id, user_id, role) values (${organization?.id}, ${user?.id}, 'owner')`
      return [{ organizationId: String(organization?.id) }]
    })
    return { organizationId: row?.organizationId ?? '', email }
  } finally {
    await sql.end()
  }
}

/** An address of the world outside, at which everything is accepted until `answer` says otherwise. */
export function receiverAt(baseURL: string | undefined, path: string) {
  const origin = receiverOrigin(portOf(baseURL))
  return {
    url: `${origin}${path}`,
    /** What came there so far. */
    received: async (): Promise<Received[]> => (await fetch(`${origin}/?path=${encodeURIComponent(path)}`)).json(),
    /** With which status it answers from now on. */
    answer: async (status: number): Promise<void> => void (await fetch(`${origin}${path}`, { method: 'PUT', body: String(status) })),
  }
}

/**
 * Runs a job once in a process of its own, as of a moment. The job send-alerts stays for its minute when that is now.
 * While another test runs the same job, it waits for its turn.
 * @throws Error with what the job said when it failed
 */
export async function runJob(baseURL: string | undefined, name: string, at: Date = new Date()): Promise<void> {
  const env = e2eEnvironment(portOf(baseURL), await prepareEnvironment())
  for (const giveUpAt = Date.now() + PATIENCE_MS; ; await sleep(250)) {
    const { code, said } = await runOnce(env, name, at)
    // Some of its work may have failed, as the test wanted.
    if (code === 0 || said.includes(': checked ')) return
    if (!said.includes('is already running') || Date.now() > giveUpAt) throw new Error(`${name} ended with ${code}: ${said.slice(-2_000)}`)
  }
}

async function runOnce(env: NodeJS.ProcessEnv, name: string, at: Date): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/job.ts', name, '--at', at.toISOString()], { env })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')))
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, said }
}
