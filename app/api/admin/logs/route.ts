import { AppError } from '@/lib/errors'
import { readPlatform } from '@/lib/http/read'
import { route } from '@/lib/http/route'
import { logsQuerySchema, logsSchema } from '@/lib/logs/api'
import { readCursor, writeCursor } from '@/lib/logs/cursor'
import { logFilterOf } from '@/lib/logs/filter'
import { searchLines } from '@/lib/logs/queries/search-lines'
import { tellLine } from '@/lib/logs/tail-frames'

export const GET = route(
  { access: { permission: 'admin.read' }, summary: 'Lines of the log, the newest first.', query: logsQuerySchema, output: logsSchema },
  async (ctx, { query: { limit, after, ...query } }) => {
    const place = readCursor(after)
    if (after !== undefined && !place) throw new AppError('invalid', 'after is the value of next of the page before.')
    const { lines, next } = await readPlatform(ctx, (tx) => searchLines(tx, logFilterOf(query, ctx.now), { after: place, limit }))
    return { lines: lines.map(tellLine), next: next && writeCursor(next) }
  },
)
