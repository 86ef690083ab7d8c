import type { Ledger } from '../receipts/ledger'
import { consumerScorecard } from './card'
import { type ConsumerInputs, consumerInputsSchema } from './inputs'

/** The receipts of consumers. */
export const consumerLedger: Ledger<ConsumerInputs> = {
  name: 'consumer',
  card: consumerScorecard,
  table: 'consumer_health_scores',
  subject: 'consumer_id',
  extraColumns: [],
  pack: (inputs, total) => ({ inputs, rawScore: total }),
  unpack: (stored) => consumerInputsSchema.parse(stored),
}
