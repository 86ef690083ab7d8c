import { formatCount, formatMs, formatPercent } from '@/lib/format'
import { MINIMUM_CALLS } from '../model'
import type { Dimension, Finding } from '../scorecard'
import { type DeveloperInputs, sumOf, type ToolInputs } from './inputs'

/**
 * Does the tool work, fast, and can it be watched? All tools of a developer count together (calls
 * and probes are summed, the endpoint is averaged over the tools); with several tools the worst one
 * with traffic is mixed in with 40 %, on top of its share in the sums.
 */
export const integration: Dimension<DeveloperInputs> = {
  id: 'integration',
  title: 'Integration quality',
  max: 20,
  combine: 'average',
  worst: {
    share: 0.4,
    parts: (inputs) => (inputs.tools.length < 2 ? [] : inputs.tools.filter(hasTraffic).map((tool) => ({ id: tool.id, inputs: { ...inputs, tools: [tool] } }))),
  },
  metrics: [
    {
      id: 'error_rate',
      title: 'Error rate',
      unit: 'ratio',
      source: 'Calls that failed by your fault (4xx and 5xx that are not the caller’s, the platform’s or a provider’s), over all rated calls outside incidents',
      kind: 'measured',
      scale: {
        kind: 'bands',
        bands: [
          { when: '<', limit: 0.01, points: 20 },
          { when: '<=', limit: 0.05, points: 15 },
          { when: '<=', limit: 0.1, points: 10 },
        ],
        otherwise: 5,
      },
      read: readErrorRate,
      rateOver: 'rated calls in 28 days',
      // Bands alone would let a tool that fails every call fast reach A+ (spec, section 4).
      caps: [
        { above: 0.5, volume: 1_000, total: 39 },
        { above: 0.1, volume: 1_000, total: 59 },
      ],
      fix: {
        priority: 'recommended',
        // Over 5 % on seven days opens a quality gate, which takes visibility.
        criticalFrom: 10,
        title: 'Bring the error rate under 1 %',
        href: '/dashboard/tools',
        partAnchor: 'ledger',
        steps: [
          'Open the tool with the most failed calls and look at its errors by status and code.',
          'Fix the most frequent cause first: timeouts and unhandled exceptions (5xx) count as yours, bad input and missing credentials do not.',
          'Answer mistakes of the caller with the right status (400, 401, 404, 422), so that they are charged to the caller.',
          'Release, and watch the error rate of the tool for a day. The score follows as the failed days leave the 28 days.',
        ],
      },
      focus: (inputs) => most(inputs.tools, (tool) => tool.fairErrors),
      detail: (inputs, value) => `${formatPercent(value)} of ${formatCount(sumOf(inputs, 'fairRated'))} rated calls failed by your fault in 28 days.`,
      blame: (_, value) => `an error rate of ${formatPercent(value)}`,
    },
    {
      id: 'latency',
      title: 'Average latency',
      unit: 'milliseconds',
      source: 'Mean latency of all calls that state one',
      kind: 'measured',
      scale: {
        kind: 'bands',
        bands: [
          { when: '<', limit: 200, points: 20 },
          { when: '<', limit: 500, points: 15 },
          { when: '<', limit: 1_000, points: 10 },
        ],
        otherwise: 5,
      },
      read: (inputs) => {
        const calls = sumOf(inputs, 'latencyCount')
        return calls === 0 ? { missing: 'No calls with a latency in 28 days.' } : { value: sumOf(inputs, 'latencySumMs') / calls, volume: calls }
      },
      rateOver: 'timed calls in 28 days',
      fix: {
        priority: 'recommended',
        title: 'Bring the average latency under 200 ms',
        href: '/dashboard/tools',
        partAnchor: 'trends',
        steps: [
          'Open the slowest tool and compare its p50 with its p95: a high p50 is the usual path, a high p95 alone is an exception.',
          'Look for work that can be cached, done once, or done after the answer.',
          'Check where the tool waits for others: a database without an index, a provider in another region.',
          'Release, and compare the latency before and after the release mark on the chart.',
        ],
      },
      focus: (inputs) => most(inputs.tools, (tool) => (tool.latencyCount < MINIMUM_CALLS ? 0 : tool.latencySumMs / tool.latencyCount)),
      detail: (inputs, value) => `${formatCount(sumOf(inputs, 'latencyCount'))} calls took ${formatMs(value)} on average in 28 days.`,
      blame: (_, value) => `an average latency of ${formatMs(value)}`,
    },
    {
      id: 'health_endpoint',
      title: 'Health endpoint',
      unit: 'ratio',
      source: 'Tools with a health endpoint, over all published tools',
      kind: 'setting',
      scale: { kind: 'share', at0: 10, at1: 20 },
      read: ({ tools }) =>
        tools.length === 0
          ? { missing: 'No tool is published.' }
          : { value: tools.filter((tool) => tool.endpoint).length / tools.length, volume: tools.length },
      fix: {
        priority: 'recommended',
        title: 'Give every tool a health endpoint',
        href: '/dashboard/tools',
        partAnchor: 'health-endpoint',
        steps: [
          'Add a route to the tool that answers 200 within two seconds when it can do its work, without credentials.',
          'Let it check what the tool depends on (its database, its queue), but not more than once in a few seconds.',
          'Enter its address on the tool’s page, test it there, and save it. It is requested every five minutes from then on.',
        ],
      },
      focus: (inputs) => inputs.tools.find((tool) => !tool.endpoint)?.id ?? null,
      detail: ({ tools }) => {
        const without = tools.filter((tool) => !tool.endpoint).length
        return `${without} of ${tools.length} tools ${without === 1 ? 'has' : 'have'} no health endpoint.`
      },
      blame: ({ tools }) =>
        tools.length === 1 ? 'a missing health endpoint' : `${tools.filter((tool) => !tool.endpoint).length} tools without a health endpoint`,
    },
    {
      id: 'uptime',
      title: 'Health check uptime',
      unit: 'ratio',
      source: 'Health checks every five minutes that did not find the tool down (slow answers count as up)',
      kind: 'measured',
      scale: {
        kind: 'bands',
        bands: [
          { when: '>', limit: 0.995, points: 20 },
          { when: '>=', limit: 0.95, points: 15 },
        ],
        otherwise: 5,
      },
      read: readUptime,
      rateOver: 'health checks in 28 days',
      fix: {
        priority: 'recommended',
        criticalFrom: 5,
        title: 'Keep the health endpoint up',
        href: '/dashboard/tools',
        partAnchor: 'health-endpoint',
        steps: [
          'Open the tool and read why its health checks failed: the status, a timeout after ten seconds, or a refused connection.',
          'Request the address from outside your own network; it must answer 2xx without credentials.',
          'If the tool works but the check fails, fix the health route; if both fail, look at restarts and deploys at those times.',
        ],
      },
      focus: (inputs) => most(watched(inputs), (tool) => (tool.probes === 0 ? 0 : tool.probesDown / tool.probes)),
      detail: (inputs, value) => {
        const checks = watched(inputs).reduce((sum, tool) => sum + tool.probes, 0)
        return `Up in ${formatPercent(value)} of ${formatCount(checks)} health checks in 28 days.`
      },
      blame: (_, value) => `an uptime of ${formatPercent(value)}`,
    },
  ],
}

/** Enough calls to judge the tool by itself: 30 with a known outcome, or 30 with a latency. */
function hasTraffic(tool: ToolInputs): boolean {
  return tool.rated >= MINIMUM_CALLS || tool.latencyCount >= MINIMUM_CALLS
}

function readErrorRate(inputs: DeveloperInputs): Finding {
  const fairRated = sumOf(inputs, 'fairRated')
  if (fairRated > 0) return { value: sumOf(inputs, 'fairErrors') / fairRated, volume: fairRated }
  if (sumOf(inputs, 'rated') > 0) return { missing: 'All rated calls of 28 days fell into incidents of the platform or of providers.' }
  return { missing: sumOf(inputs, 'invocations') === 0 ? 'No calls in 28 days.' : 'The source states no outcome of its calls, so there is no error rate.' }
}

function readUptime(inputs: DeveloperInputs): Finding {
  const tools = watched(inputs)
  if (tools.length === 0) return { missing: 'No health endpoint is configured.' }
  let probes = 0
  let down = 0
  for (const tool of tools) {
    probes += tool.probes
    down += tool.probesDown
  }
  return probes === 0 ? { missing: 'No health check has run yet.' } : { value: (probes - down) / probes, volume: probes }
}

/** Old checks of an endpoint that is gone say nothing about today. */
function watched(inputs: DeveloperInputs): ToolInputs[] {
  return inputs.tools.filter((tool) => tool.endpoint)
}

/** The tool with the largest figure above 0; the first of equals. */
function most(tools: readonly ToolInputs[], figure: (tool: ToolInputs) => number): string | null {
  let found: { id: string; figure: number } | null = null
  for (const tool of tools) {
    const value = figure(tool)
    if (value > (found?.figure ?? 0)) found = { id: tool.id, figure: value }
  }
  return found?.id ?? null
}
