import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import type { TestProject } from 'vitest/node'
import { migrateDatabase } from '@/db/migrate'
import { startEmbeddedPostgres } from '@/scripts/embedded-postgres'

declare module 'vitest' {
  interface ProvidedContext {
    /** Server URL and the migrated database that each test file copies. */
    postgres: { url: string; template: string }
  }
}

/** Once a run: a migrated template database on DATABASE_URL or the embedded server. */
export default async function setup(project: TestProject) {
  const url = process.env.DATABASE_URL || (await startEmbeddedPostgres(process.cwd()))
  const template = `test_template_${randomBytes(4).toString('hex')}`
  const admin = postgres(url, { max: 1, onnotice: () => {} })
  await admin`create database ${admin(template)}`
  await migrateDatabase(withDatabase(url, template))
  project.provide('postgres', { url, template })

  return async () => {
    const mine = await admin<{ datname: string }[]>`select datname from pg_database where datname = ${template} or datname like ${`${template}_%`}`
    for (const { datname } of mine) await admin`drop database if exists ${admin(datname)} with (force)`
    await admin.end()
  }
}

/** The same server, another database. */
export function withDatabase(url: string, database: string): string {
  const target = new URL(url)
  target.pathname = `/${database}`
  return target.toString()
}
