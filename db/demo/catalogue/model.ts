// The offers of the simulated marketplace: who publishes what. Invented names throughout; the
// publishers of one category stand in one list.

/** How a tool's calls spread over the week of its audience (curves.ts). */
export type Shape = 'business' | 'evening' | 'steady' | 'nightly'

/** How well a publisher keeps house (profiles.ts). */
export type ProfileName = 'flagship' | 'exemplary' | 'solid' | 'middling' | 'careless' | 'struggling' | 'failing' | 'dormant' | 'newcomer'

/** Third parties that tools stand on. */
export type Provider = 'northgate-llm' | 'visionhub' | 'cartograph' | 'cardlink' | 'mailbridge'

export interface ToolOffer {
  name: string
  description: string
  /** Median latency in ms when all is well. */
  medianMs: number
  /** Calls on an ordinary day near the end of the sixty. */
  callsPerDay: number
  /** Price of one successful call in micros of USD; 0 = free. */
  priceMicros: number
  shape: Shape
  dependsOn: Provider[]
  /** False: the publisher never gave one. */
  hasHealthEndpoint: boolean
}

export interface PublisherOffer {
  name: string
  category: string
  timeZone: string
  plan: 'free' | 'starter' | 'pro' | 'enterprise'
  profile: ProfileName
  tools: ToolOffer[]
}

type ToolLine = [
  name: string,
  medianMs: number,
  callsPerDay: number,
  priceMicros: number,
  shape: Shape,
  description: string,
  more?: { on?: Provider; health?: false },
]

type PublisherLine = [name: string, timeZone: string, plan: PublisherOffer['plan'], profile: ProfileName, tools: ToolLine[]]

/** Spells the compact lines of a category out. */
export function publishers(category: string, lines: PublisherLine[]): PublisherOffer[] {
  return lines.map(([name, timeZone, plan, profile, tools]) => ({
    name,
    category,
    timeZone,
    plan,
    profile,
    tools: tools.map(([tool, medianMs, callsPerDay, priceMicros, shape, description, more]) => ({
      name: tool,
      description,
      medianMs,
      callsPerDay,
      priceMicros,
      shape,
      dependsOn: more?.on ? [more.on] : [],
      hasHealthEndpoint: more?.health !== false,
    })),
  }))
}
