// One of several processes that start the embedded database of the working folder at the same moment.
import { startEmbeddedPostgres } from '../../scripts/embedded-postgres'

process.stdout.write(await startEmbeddedPostgres(process.cwd()))
