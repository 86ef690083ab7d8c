// Stories for the browser tests: what the simulated publishers find on their pages of anomalies.
import postgres from 'postgres'
import { HOUR, MINUTE } from '@/lib/time'
import { seedStory } from './anomalies'

const owner = postgres(process.env.DATABASE_URL ?? '', { max: 1, onnotice: () => {}, connection: { TimeZone: 'UTC' } })
const now = Date.now()
const ago = (ms: number) => new Date(now - ms)

interface NamedTool {
  id: string
  name: string
  organizationId: string
}

async function tool(name: string): Promise<NamedTool> {
  const [row] = await owner<NamedTool[]>`select id, name, organization_id as "organizationId" from tools where name = ${name}`
  if (!row) throw new Error(`the demo has no tool ${name}`)
  return row
}

const terms = await tool('Term Extractor')
const rewrite = await tool('Tone Rewrite')
const brief = await tool('Brief Summary')
const headlines = await tool('Headline Forge')

await seedStory(owner, {
  organizationId: terms.organizationId,
  severity: 'urgent',
  title: 'Errors on Term Extractor: one consumer, Meadow Systems, is retrying a failing call',
  startedAt: ago(65 * MINUTE),
  events: [
    { toolId: terms.id, metric: 'error_rate', baselineValue: 0.018, currentValue: 0.81 },
    { toolId: terms.id, metric: 'invocations', baselineValue: 3.2, currentValue: 44 },
  ],
  facts: {
    cause: { kind: 'consumer', value: 'meadow', label: 'Meadow Systems', pattern: 'retry_loop', statusCode: 422, confidence: 0.97 },
    evidence: [
      { kind: 'consumer', value: 'meadow', label: 'Meadow Systems', shareNow: 0.98, shareBefore: 0.04, explains: 0.97, calls: 512, errors: 510 },
      {
        kind: 'error_code',
        value: 'input.unprocessable',
        label: 'input.unprocessable',
        shareNow: 0.97,
        shareBefore: 0.2,
        explains: 0.96,
        calls: 511,
        errors: 511,
      },
      { kind: 'consumer', value: 'other', label: 'Harrow Retail', shareNow: 0.01, shareBefore: 0.3, explains: 0, calls: 40, errors: 1 },
    ],
    affected: { tools: [terms], developers: 1, consumers: 1, consumerNames: ['Meadow Systems'], calls: 560, failedCalls: 512, revenueMicros: 0 },
    signs: [{ metric: 'error_rate', direction: 'up', toolId: terms.id, observed: 0.81, usual: 0.018 }],
    examined: { from: ago(65 * MINUTE).toISOString(), to: ago(5 * MINUTE).toISOString(), days: 3 },
  },
})
const platform = await seedStory(owner, {
  organizationId: null,
  severity: 'urgent',
  state: 'resolved',
  title: 'Three tools of two developers failed through provider northgate-llm',
  startedAt: ago(26 * HOUR),
  endedAt: ago(24 * HOUR),
  facts: {
    cause: { kind: 'provider', value: 'northgate-llm', label: 'northgate-llm', pattern: 'errors', statusCode: 502, confidence: 0.99 },
    evidence: [
      { kind: 'provider', value: 'northgate-llm', label: 'northgate-llm', shareNow: 0.98, shareBefore: 0.06, explains: 0.99, calls: 900, errors: 820 },
    ],
    suspects: [{ kind: 'provider_incident', label: 'northgate-llm reports errors', at: ago(26.1 * HOUR).toISOString(), toolId: null, likelihood: 0.9 }],
    affected: {
      tools: [brief, rewrite, headlines],
      developers: 2,
      consumers: 61,
      consumerNames: [],
      calls: 1_100,
      failedCalls: 820,
      revenueMicros: -31_000_000,
    },
    signs: [{ metric: 'error_rate', direction: 'up', toolId: brief.id, observed: 0.74, usual: 0.02 }],
    examined: { from: ago(26 * HOUR).toISOString(), to: ago(25 * HOUR).toISOString(), days: 2 },
  },
})
for (const tools of [[brief, rewrite], [headlines]]) {
  const [first] = tools
  if (!first) continue
  await seedStory(owner, {
    organizationId: first.organizationId,
    platformStoryId: platform,
    severity: 'critical',
    state: 'resolved',
    title: `Errors on ${tools.map(({ name }) => name).join(' and ')}: provider northgate-llm was failing`,
    startedAt: ago(26 * HOUR),
    endedAt: ago(24 * HOUR),
    events: tools.map(({ id }) => ({ toolId: id, metric: 'error_rate', baselineValue: 0.02, currentValue: 0.74 })),
    facts: {
      cause: { kind: 'provider', value: 'northgate-llm', label: 'northgate-llm', pattern: 'errors', statusCode: 502, confidence: 0.98 },
      evidence: [
        { kind: 'provider', value: 'northgate-llm', label: 'northgate-llm', shareNow: 0.98, shareBefore: 0.06, explains: 0.99, calls: 700, errors: 640 },
      ],
      suspects: [{ kind: 'provider_incident', label: 'northgate-llm reports errors', at: ago(26.1 * HOUR).toISOString(), toolId: null, likelihood: 0.9 }],
      affected: {
        tools,
        developers: 1,
        consumers: 40,
        consumerNames: ['Meadow Systems', 'Harrow Retail'],
        calls: 800,
        failedCalls: 640,
        revenueMicros: -22_000_000,
      },
      signs: [{ metric: 'error_rate', direction: 'up', toolId: first.id, observed: 0.74, usual: 0.02 }],
      platform: { developers: 2, tools: 3 },
      examined: { from: ago(26 * HOUR).toISOString(), to: ago(25 * HOUR).toISOString(), days: 2 },
    },
  })
}
await owner.end()
