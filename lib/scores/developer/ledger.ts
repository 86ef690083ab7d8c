import type { Ledger } from '../receipts/ledger'
import { developerScorecard } from './card'
import { rawTotalOf } from './fairness'
import { type DeveloperInputs, packInputs, storedInputsSchema } from './inputs'

/** The receipts of developers. */
export const developerLedger: Ledger<DeveloperInputs> = {
  name: 'developer',
  card: developerScorecard,
  table: 'developer_health_scores',
  subject: 'developer_id',
  extraColumns: [
    { name: 'raw_score', type: 'real' },
    { name: 'capped_at', type: 'integer' },
  ],
  pack: (inputs, total) => ({ inputs: packInputs(inputs), rawScore: rawTotalOf(inputs, total) }),
  unpack: (stored) => storedInputsSchema.parse(stored),
}
