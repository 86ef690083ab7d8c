import { setTimeout as sleep } from 'node:timers/promises'
import { findProbeAnswer } from '@/lib/demo/queries'
import { AppError } from '@/lib/errors'
import { answer } from '@/lib/http/route'

/** A slow endpoint keeps its caller waiting; the others answer at once. */
const PATIENT_FROM_MS = 1_000

/** The health endpoint of a simulated tool, as its story has it; open, like those of real tools. */
export function GET(request: Request, { params }: { params: Promise<{ tool: string }> }): Promise<Response> {
  return answer(
    request,
    async (requestId) => {
      const { tool } = await params
      const found = await findProbeAnswer(tool, new Date())
      if (!found) throw new AppError('not_found', 'There is no simulated tool with a health endpoint of this name.')
      if (found.latencyMs >= PATIENT_FROM_MS) await sleep(found.latencyMs)
      return Response.json(
        { status: found.state, simulated: true },
        { status: found.statusCode, headers: { 'cache-control': 'no-store', 'x-request-id': requestId } },
      )
    },
    params,
  )
}
