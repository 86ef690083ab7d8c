/** Who can be in the browser tests, and what they see. All of them belong to the demo. */
export const people = {
  staff: 'admin@pulsegrid.example',
  publisher: 'owner@lexaria-labs.example',
  middling: 'owner@quillstone.example',
  failing: 'owner@ringline.example',
  struck: 'owner@waystone-maps.example',
  newcomer: 'owner@murmur-works.example',
  consumer: 'owner@first-consumer.example',
  nearBudget: 'owner@near-budget.example',
  lowBalance: 'owner@low-balance.example',
} as const

export type Person = keyof typeof people

/** Of a database that lives as long as one run of the tests, on loopback. */
export const demoPassword = 'a password for browser tests'

// Known to the tests, so that they can do what a mail program and the mail provider do. Like the
// password, of a server that lives as long as one run.
export const authSecret = 'signs the sessions of one run of the browser tests'
export const webhookSecret = `whsec_${Buffer.from('the mail provider of the tests').toString('base64')}`
