import type { ProfileName } from './catalogue/model'

/** How a publisher keeps house: what its scorecard will find. Shares are 0..1. */
export interface Profile {
  stripeConnect: boolean
  twoFactor: boolean
  webhook: boolean
  budgetControls: boolean
  auditRetentionDays: number | null
  /** Ages of its live API keys in days; over 90 costs points. */
  keyAgesDays: number[]
  /** How many of those keys, from the first, carry an IP allowlist. */
  allowlistedKeys: number
  /** Webhook deliveries that arrived. */
  deliveredShare: number
  /** What was worse until some weeks ago, so that the score has a history to tell. */
  until: { daysAgo: number; deliveredShare: number; meanRating: number } | null
  /** Reviews answered at all, and those of them answered within 48 h. */
  respondedShare: number
  promptShare: number
  /** Versions that follow semver and tell what changed. */
  properVersions: boolean
  meanRating: number
  /** Refunds and disputes per call. */
  refundShare: number
  /** Calls that fail by the publisher's and by the caller's doing. */
  developerErrors: number
  consumerErrors: number
  latencyFactor: number
  /** Change of volume a day, 0.002 = 6 % in four weeks. */
  growthPerDay: number
}

const solid: Profile = {
  stripeConnect: true,
  twoFactor: true,
  webhook: true,
  budgetControls: true,
  auditRetentionDays: 365,
  keyAgesDays: [21, 118],
  allowlistedKeys: 1,
  deliveredShare: 0.993,
  until: null,
  respondedShare: 0.74,
  promptShare: 0.88,
  properVersions: true,
  meanRating: 4.32,
  refundShare: 0.0006,
  developerErrors: 0.007,
  consumerErrors: 0.011,
  latencyFactor: 1,
  growthPerDay: 0.0004,
}

const middling: Profile = {
  ...solid,
  budgetControls: false,
  auditRetentionDays: null,
  keyAgesDays: [47, 133, 240],
  allowlistedKeys: 0,
  deliveredShare: 0.972,
  respondedShare: 0.55,
  promptShare: 0.6,
  meanRating: 4.05,
  refundShare: 0.0012,
  developerErrors: 0.021,
  growthPerDay: -0.0006,
}

const struggling: Profile = {
  ...middling,
  stripeConnect: false,
  twoFactor: false,
  webhook: false,
  keyAgesDays: [301],
  respondedShare: 0.25,
  promptShare: 0.3,
  properVersions: false,
  meanRating: 3.35,
  refundShare: 0.004,
  developerErrors: 0.068,
  consumerErrors: 0.03,
  latencyFactor: 1.15,
  growthPerDay: -0.005,
}

export const profiles: Record<ProfileName, Profile> = {
  // The README's picture: good, and it is plain what is left to do (old keys, slow webhooks).
  flagship: {
    ...solid,
    keyAgesDays: [12, 34, 143, 212],
    allowlistedKeys: 3,
    deliveredShare: 0.968,
    until: { daysAgo: 30, deliveredShare: 0.915, meanRating: 4.2 },
    respondedShare: 0.86,
    promptShare: 0.96,
    meanRating: 4.62,
    developerErrors: 0.004,
    consumerErrors: 0.008,
    growthPerDay: 0.0022,
  },
  exemplary: {
    ...solid,
    keyAgesDays: [9, 40],
    allowlistedKeys: 2,
    deliveredShare: 0.998,
    respondedShare: 0.93,
    promptShare: 0.98,
    meanRating: 4.71,
    refundShare: 0.0002,
    developerErrors: 0.003,
    consumerErrors: 0.006,
    growthPerDay: 0.0028,
  },
  solid,
  middling,
  careless: {
    ...middling,
    twoFactor: false,
    webhook: false,
    keyAgesDays: [160, 275, 420],
    properVersions: false,
    meanRating: 3.9,
    developerErrors: 0.014,
    growthPerDay: 0.0002,
  },
  struggling,
  // Keeps house well enough, but one call in six fails: the reliability cap holds its total down.
  failing: { ...solid, meanRating: 3.7, refundShare: 0.003, developerErrors: 0.17, growthPerDay: -0.003 },
  dormant: { ...middling, respondedShare: 0.4, growthPerDay: 0 },
  newcomer: { ...struggling, keyAgesDays: [3], developerErrors: 0.01, refundShare: 0, growthPerDay: 0 },
}
