import { answer } from '@/lib/http/route'
import { openByBearer, openBySignature } from '@/lib/jobs/door'

// The longest run that a serverless host grants; a run that is cut off is completed by the next one.
export const maxDuration = 300

type Extra = { params: Promise<{ job: string }> }

/** QStash and the local scheduler. */
export const POST = (request: Request, { params }: Extra) =>
  answer(request, async (requestId) => openBySignature(request, (await params).job, requestId), params)

/** Vercel Cron, which can only send GET with a bearer secret. */
export const GET = (request: Request, { params }: Extra) => answer(request, async (requestId) => openByBearer(request, (await params).job, requestId), params)
