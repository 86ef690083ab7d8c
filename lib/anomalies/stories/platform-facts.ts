import type { Evidence, StoryCause, StoryFacts, Suspect } from '../model'
import { bySign } from './signs'

const MOST_SIGNS = 50
const MOST_EVIDENCE = 8
const MOST_SUSPECTS = 5
const NAMES = 5

/**
 * The facts of a platform story from those of its parts, in order of their starts: shares are means
 * weighted by what is affected.
 * @param cause the cause where the parts have none of their own
 * @param consumers distinct consumers over all parts
 */
export function joinFacts(parts: readonly StoryFacts[], cause: StoryCause | null, consumers: number): StoryFacts {
  const tools = parts.flatMap(({ affected }) => affected.tools)
  const total = (read: (affected: StoryFacts['affected']) => number) => parts.reduce((sum, { affected }) => sum + read(affected), 0)
  const examined = parts.flatMap((part) => part.examined ?? [])
  const joined = joinCauses(parts) ?? cause
  return {
    cause: joined,
    evidence: joinEvidence(parts, joined),
    suspects: joinSuspects(parts),
    affected: {
      tools,
      developers: new Set(tools.map(({ organizationId }) => organizationId)).size,
      consumers,
      consumerNames: [...new Set(parts.flatMap(({ affected }) => affected.consumerNames))].slice(0, Math.min(NAMES, consumers)),
      calls: total(({ calls }) => calls),
      failedCalls: total(({ failedCalls }) => failedCalls),
      revenueMicros: total(({ revenueMicros }) => revenueMicros),
    },
    signs: parts
      .flatMap(({ signs }) => signs)
      .sort(bySign)
      .slice(0, MOST_SIGNS),
    platform: null,
    examined:
      examined.length === 0
        ? null
        : {
            from: examined.map(({ from }) => from).sort()[0] ?? '',
            to:
              examined
                .map(({ to }) => to)
                .sort()
                .at(-1) ?? '',
            days: Math.max(...examined.map(({ days }) => days)),
          },
  }
}

function joinCauses(parts: readonly StoryFacts[]): StoryCause | null {
  const causes = parts.flatMap((part) => part.cause ?? [])
  const [first] = causes
  if (!first) return null
  return {
    ...first,
    statusCode: causes.every(({ statusCode }) => statusCode === first.statusCode) ? first.statusCode : null,
    confidence: causes.reduce((sum, { confidence }) => sum + confidence, 0) / causes.length,
  }
}

/** How much a part weighs in a mean. */
function weightOf({ affected }: StoryFacts): number {
  return Math.max(1, affected.failedCalls)
}

/** The cause first, then what several parts have in common. */
function joinEvidence(parts: readonly StoryFacts[], cause: StoryCause | null): Evidence[] {
  const whole = parts.reduce((sum, part) => sum + weightOf(part), 0)
  const found = new Map<string, Evidence & { parts: number }>()
  for (const part of parts)
    for (const one of part.evidence) {
      const key = `${one.kind} ${one.value}`
      const sum = found.get(key) ?? { ...one, shareNow: 0, shareBefore: 0, explains: 0, calls: 0, errors: 0, parts: 0 }
      const share = weightOf(part) / whole
      found.set(key, {
        ...sum,
        shareNow: sum.shareNow + one.shareNow * share,
        shareBefore: sum.shareBefore + one.shareBefore * share,
        explains: sum.explains + one.explains * share,
        calls: sum.calls + one.calls,
        errors: sum.errors + one.errors,
        parts: sum.parts + 1,
      })
    }
  const isCause = (one: Evidence) => one.kind === cause?.kind && one.value === cause.value
  return [...found.values()]
    .filter((one) => one.parts > 1 || isCause(one))
    .sort((a, b) => Number(isCause(b)) - Number(isCause(a)) || b.explains - a.explains || (a.value < b.value ? -1 : 1))
    .slice(0, MOST_EVIDENCE)
    .map(({ parts: _, ...one }) => one)
}

/** What is suspected for several parts is likelier than what is for one. */
function joinSuspects(parts: readonly StoryFacts[]): Suspect[] {
  const found = new Map<string, Suspect>()
  for (const { suspects } of parts)
    for (const one of suspects) {
      const key = `${one.kind} ${one.label} ${one.at}`
      const sum = found.get(key)
      found.set(key, { ...one, toolId: sum ? null : one.toolId, likelihood: (sum?.likelihood ?? 0) + one.likelihood / parts.length })
    }
  return [...found.values()].sort((a, b) => b.likelihood - a.likelihood || (a.at < b.at ? 1 : -1) || (a.label < b.label ? -1 : 1)).slice(0, MOST_SUSPECTS)
}
