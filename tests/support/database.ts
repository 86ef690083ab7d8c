import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { afterAll, beforeAll, inject } from 'vitest'
import { closePool } from '@/db/client'
import { withDatabase } from './postgres'

/**
 * Gives the calling test file a migrated database of its own and points the product's pool at it.
 * Returns a handle whose owner() is a connection with the owner's rights, for set-up and recounts.
 */
export function useDatabase(): { owner: () => postgres.Sql; url: () => string } {
  let url = ''
  let owner: postgres.Sql | undefined

  beforeAll(async () => {
    const { url: server, template } = inject('postgres')
    const name = `${template}_${randomBytes(4).toString('hex')}`
    const admin = postgres(server, { max: 1, onnotice: () => {} })
    // Copying a template is refused while another copy of it runs; the driver's caller waits its turn.
    await admin`select pg_advisory_lock(hashtext(${template}))`
    await admin`create database ${admin(name)} template ${admin(template)}`
    // What kills are tried on is the product's processes, never this server: nobody need wait for the disk.
    await admin`alter database ${admin(name)} set synchronous_commit to off`
    await admin.end()
    url = withDatabase(server, name)
    process.env.DATABASE_URL = url
    owner = postgres(url, { max: 4, onnotice: () => {}, connection: { TimeZone: 'UTC' } })
  })

  afterAll(async () => {
    await closePool()
    await owner?.end()
  })

  return {
    owner: () => {
      if (!owner) throw new Error('the database is ready inside tests and hooks only')
      return owner
    },
    url: () => url,
  }
}
