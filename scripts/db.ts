// npm run db:start | db:stop | db:migrate | db:url
import { migrateDatabase } from '../db/migrate'
import { stopEmbeddedPostgres } from './embedded-postgres'
import { prepareEnvironment } from './environment'

const command = process.argv[2]

if (command === 'start' || command === 'url') {
  process.stdout.write(`${await prepareEnvironment()}\n`)
} else if (command === 'migrate') {
  await migrateDatabase(await prepareEnvironment())
} else if (command === 'stop') {
  process.stdout.write(stopEmbeddedPostgres(process.cwd()) ? 'The embedded database has stopped.\n' : 'The embedded database was not running.\n')
} else {
  process.stderr.write('usage: npm run db:start | db:stop | db:migrate | db:url\n')
  process.exitCode = 2
}
