import type { Scorecard } from '../scorecard'
import { growth } from './growth'
import type { DeveloperInputs } from './inputs'
import { integration } from './integration'
import { operations } from './operations'
import { satisfaction } from './satisfaction'
import { security } from './security'

/**
 * The developer health score: five dimensions of 20 points over 28 days (spec, section 4). Any change
 * of a weight, a band or a rule needs a new version, because receipts are explained by theirs.
 */
export const developerScorecard: Scorecard<DeveloperInputs> = {
  id: 'developer',
  version: 'developer-1',
  dimensions: [integration, security, operations, satisfaction, growth],
  newFrom: 3,
}
