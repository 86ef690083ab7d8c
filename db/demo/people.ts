import { addDays } from '@/lib/time'
import { namedId } from './random'
import { type DemoConsumer, HISTORY_DAYS, type World } from './world'

// Who can sign in to the simulated marketplace. Addresses end in .example, which no mail reaches.

export interface DemoPerson {
  name: string
  email: string
  /** Staff role, for people of the platform itself. */
  platformRole: 'super_admin' | null
  /** Name of the organization that the person owns (catalogue/), or which of the consumers. */
  owns: string | ConsumerRole | null
  /** For the list that demo:load prints. */
  sees: string
}

const FLAGSHIP = 'Lexaria Labs'
const MIDDLING = 'Quillstone'
const NEWCOMER = 'Murmur Works'
const FAILING = 'Ringline'
const STRUCK = 'Waystone Maps'

/**
 * The consumers that people can sign in to, and how they stand: the first one well, one close to its
 * budget, one with little balance left and a card that expires.
 */
export const consumerRoles = ['(first consumer)', '(near budget)', '(low balance)'] as const
export type ConsumerRole = (typeof consumerRoles)[number]

export const people: DemoPerson[] = [
  { name: 'Ada Brandt', email: 'admin@pulsegrid.example', platformRole: 'super_admin', owns: null, sees: 'staff: everything, super admin' },
  {
    name: 'Jonas Lex',
    email: 'owner@lexaria-labs.example',
    platformRole: null,
    owns: FLAGSHIP,
    sees: `owner of ${FLAGSHIP}, a good publisher with old keys and slow webhooks`,
  },
  { name: 'Maud Quill', email: 'owner@quillstone.example', platformRole: null, owns: MIDDLING, sees: `owner of ${MIDDLING}, a publisher in the middle` },
  {
    name: 'Tui Murray',
    email: 'owner@murmur-works.example',
    platformRole: null,
    owns: NEWCOMER,
    sees: `owner of ${NEWCOMER}, a publisher who joined three days ago and has not finished the set-up`,
  },
  {
    name: 'Lin Santos',
    email: 'owner@ringline.example',
    platformRole: null,
    owns: FAILING,
    sees: `owner of ${FAILING}, a publisher whose errors have opened quality gates`,
  },
  {
    name: 'Wanda Stone',
    email: 'owner@waystone-maps.example',
    platformRole: null,
    owns: STRUCK,
    sees: `owner of ${STRUCK}, a publisher who had a bad release and a provider’s outage`,
  },
  {
    name: 'Iris Alder',
    email: 'owner@first-consumer.example',
    platformRole: null,
    owns: '(first consumer)',
    sees: 'owner of an organization that calls tools and is in good standing',
  },
  {
    name: 'Tomas Reed',
    email: 'owner@near-budget.example',
    platformRole: null,
    owns: '(near budget)',
    sees: 'owner of an organization that calls tools and has nearly spent its budget',
  },
  {
    name: 'Noor Basalt',
    email: 'owner@low-balance.example',
    platformRole: null,
    owns: '(low balance)',
    sees: 'owner of an organization that calls tools, with a balance for two days and a card that expires',
  },
]

/** Rows of the table users. */
export function usersOf({ seed, anchor }: World) {
  return people.map((person) => ({
    id: personId(seed, person),
    name: person.name,
    email: person.email,
    emailVerified: true,
    platformRole: person.platformRole,
    createdAt: anchor,
  }))
}

/** Rows of the table accounts: the sign-in by password, one hash for all. */
export function accountsOf({ seed }: World, passwordHash: string) {
  return people.map((person) => ({
    id: namedId(seed, `account ${person.email}`),
    userId: personId(seed, person),
    accountId: personId(seed, person),
    providerId: 'credential',
    password: passwordHash,
  }))
}

/** Rows of the table members. */
export function membershipsOf(world: World) {
  const { seed, anchor, developers } = world
  const known = ownedConsumers(world)
  return people.flatMap((person) => {
    const publisher = developers.find((d) => d.name === person.owns)
    const owned = known.find(({ role }) => role === person.owns)?.consumer ?? publisher
    if (!owned) return []
    // Set-up reminders count from here: the others have been here for long.
    const createdAt = publisher?.since ?? addDays(anchor, -HISTORY_DAYS)
    return [{ id: namedId(seed, `member ${person.email}`), organizationId: owned.organizationId, userId: personId(seed, person), role: 'owner', createdAt }]
  })
}

/** The consumers that somebody can sign in to: the first ones that call from beginning to end. */
export function ownedConsumers({ consumers }: Pick<World, 'consumers'>): { role: ConsumerRole; consumer: DemoConsumer }[] {
  const steady = consumers.filter(({ firstMs, lastMs }) => firstMs === -Infinity && lastMs === Infinity)
  return consumerRoles.flatMap((role, i) => {
    const consumer = steady[i]
    return consumer ? [{ role, consumer }] : []
  })
}

/** The user id that a person has under this seed. */
export function personId(seed: number, person: DemoPerson): string {
  return namedId(seed, `user ${person.email}`)
}
