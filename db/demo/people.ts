import { namedId } from './random'
import type { World } from './world'

// Who can sign in to the simulated marketplace. Addresses end in .example, which no mail reaches.

export interface DemoPerson {
  name: string
  email: string
  /** Staff role, for people of the platform itself. */
  platformRole: 'super_admin' | null
  /** Name of the organization that the person owns (catalogue/), or the first consumer. */
  owns: string | null
  /** For the list that demo:load prints. */
  sees: string
}

const FLAGSHIP = 'Lexaria Labs'
const MIDDLING = 'Quillstone'
/** Stands for the organization of the consumer that spends most. */
const FIRST_CONSUMER = '(first consumer)'

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
  { name: 'Iris Alder', email: 'owner@first-consumer.example', platformRole: null, owns: FIRST_CONSUMER, sees: 'owner of an organization that calls tools' },
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
export function membershipsOf({ seed, developers, consumers }: World) {
  return people.flatMap((person) => {
    const owned = person.owns === FIRST_CONSUMER ? consumers[0] : developers.find((d) => d.name === person.owns)
    return owned ? [{ id: namedId(seed, `member ${person.email}`), organizationId: owned.organizationId, userId: personId(seed, person), role: 'owner' }] : []
  })
}

/** The user id that a person has under this seed. */
export function personId(seed: number, person: DemoPerson): string {
  return namedId(seed, `user ${person.email}`)
}
