// npm run db:start | db:stop | db:migrate | db:url
import { migrateDatabase } from '../db/migrate'
import { startEmbeddedPostgres, stopEmbeddedPostgres } from './embedded-postgres'

const command = process.argv[2]
const root = process.cwd()
const url = async () => process.env.DATABASE_URL || (await startEmbeddedPostgres(root))

if (command === 'start' || command === 'url') {
  process.stdout.write(`${await url()}\n`)
} else if (command === 'migrate') {
  await migrateDatabase(await url())
} else if (command === 'stop') {
  process.stdout.write(stopEmbeddedPostgres(root) ? 'The embedded database has stopped.\n' : 'The embedded database was not running.\n')
} else {
  process.stderr.write('usage: tsx scripts/db.ts start|stop|migrate|url\n')
  process.exitCode = 2
}
