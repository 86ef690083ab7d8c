import { randomUUID } from 'node:crypto'
import { after } from 'next/server'
import type { z } from 'zod'
import { authenticate } from '@/lib/auth/authenticate'
import { type Actor, type Context, hasPermission, type Permission, type Scope } from '@/lib/auth/model'
import { clientIp } from '@/lib/client-ip'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'
import { log } from '@/lib/log'
import { flushOwnLines, keepRequest } from '@/lib/logs/commands/own-lines'
import { flushMeterIfDue } from '@/lib/metrics/series/commands/flush-meter'
import { measureRequest, type RouteParams, routeTemplate } from './measure'
import { problem } from './problem'

/** Who may call. Exactly one must be named; there is no default, so that nothing is open by omission. */
export type Access =
  | { public: true }
  /** Staff with this permission. */
  | { permission: Permission }
  /** A member of the session's organization, or a key of an organization with this scope. */
  | { tenant: Scope }
  /** A key with this scope; platform keys and tenants' keys. */
  | { key: Scope }

interface Declaration<Query extends z.ZodType, Body extends z.ZodType, Params extends z.ZodType, Output extends z.ZodType> {
  access: Access
  /** One sentence, for the API reference. */
  summary: string
  params?: Params
  query?: Query
  body?: Body
  output: Output
  /** Status of success; 200 when left out. */
  status?: number
}

interface Input<Query extends z.ZodType, Body extends z.ZodType, Params extends z.ZodType> {
  params: z.infer<Params>
  query: z.infer<Query>
  body: z.infer<Body>
}

type Handler = (request: Request, extra: { params: Promise<RouteParams> }) => Promise<Response>
/** What a JSON route says of itself, for the API reference. */
export type RouteDeclaration = Declaration<z.ZodType, z.ZodType, z.ZodType, z.ZodType>
/** A handler that also says what it takes and answers. */
type RouteHandler = Handler & { declaration: RouteDeclaration }

/** The context of a tenant's route: the organization is known. */
export type RouteContext = Context & { organizationId: string }

const MAX_JSON_BYTES = 1024 * 1024

/**
 * A JSON route: authenticates, authorises, parses, calls the handler, answers. Errors become
 * application/problem+json (RFC 9457) with the request id; a database that is away becomes 503.
 * The handler's answer is parsed with `output`, so that no field leaves unless it is declared.
 */
export function route<Query extends z.ZodType, Body extends z.ZodType, Params extends z.ZodType, Output extends z.ZodType>(
  declaration: Declaration<Query, Body, Params, Output>,
  handle: (ctx: RouteContext, input: Input<Query, Body, Params>) => Promise<z.input<Output>>,
): RouteHandler {
  const handler: Handler = (request, extra) => {
    const handleParsed = async (requestId: string) => {
      const actor = await authorise(request, declaration.access)
      const ctx: RouteContext = {
        actor,
        now: new Date(),
        requestId,
        ip: clientIp(request),
        organizationId: actor.kind !== 'job' && actor.organizationId ? actor.organizationId : '',
      }
      const url = new URL(request.url)
      const input: Input<Query, Body, Params> = {
        params: parse(declaration.params, await extra.params, '/params'),
        query: parse(declaration.query, Object.fromEntries(url.searchParams), '/query'),
        body: parse(declaration.body, declaration.body ? await readJson(request) : undefined, ''),
      }
      const output = declaration.output.parse(await handle(ctx, input))
      return Response.json(output, { status: declaration.status ?? 200, headers: { 'cache-control': 'no-store', 'x-request-id': requestId } })
    }
    return answer(request, handleParsed, extra.params)
  }
  return Object.assign(handler, { declaration })
}

/**
 * Runs a handler and turns whatever happens into an answer: the response with a request id, a
 * problem document, 503 when the database is away. One log line a request, which is also counted and timed
 * under its route. For handlers that are not plain JSON (ingest, cron, streams); others use route().
 * @param params of the route, so that it is named by its template
 */
export async function answer(request: Request, handle: (requestId: string) => Promise<Response>, params?: Promise<RouteParams>): Promise<Response> {
  const requestId =
    request.headers
      .get('x-request-id')
      ?.slice(0, 64)
      .replace(/[^\w-]/g, '') || randomUUID()
  const startedAt = performance.now()
  let response: Response
  try {
    response = await handle(requestId)
  } catch (error) {
    response = problem(error, requestId)
    if (response.status === 500) log().error({ requestId, err: error }, 'unexpected failure')
  }
  const path = new URL(request.url).pathname
  const durationMs = performance.now() - startedAt
  const template = routeTemplate(path, await params)
  measureRequest(template, response.status, durationMs)
  keepRequest({ method: request.method, route: template, status: response.status, durationMs, requestId }, new Date())
  // Between requests such a host stops the process: what was counted is written while one is being ended.
  if (env().VERCEL) after(() => Promise.all([flushMeterIfDue(new Date()), flushOwnLines()]))
  log().debug({ requestId, method: request.method, path, status: response.status, durationMs: Math.round(durationMs) }, 'request')
  return response
}

/**
 * The actor of a request, if the access rule lets it pass.
 * @throws AppError unauthenticated, forbidden
 */
export async function authorise(request: Request, access: Access): Promise<Actor> {
  if ('public' in access) return { kind: 'job', job: 'anonymous' }
  const actor = await authenticate(request)
  if (!actor) throw new AppError('unauthenticated', 'Sign in, or send an API key as "Authorization: Bearer <key>".')
  if ('permission' in access) {
    if (!hasPermission(actor, access.permission)) throw new AppError('forbidden', `This needs the permission ${access.permission}.`)
    return actor
  }
  const scope = 'tenant' in access ? access.tenant : access.key
  if (actor.kind === 'key') {
    if (!actor.scopes.includes(scope)) throw new AppError('forbidden', `This key does not have the scope ${scope}.`)
    if ('tenant' in access && !actor.organizationId) throw new AppError('forbidden', 'This is a key of the platform; use a key of an organization.')
    return actor
  }
  if ('key' in access) throw new AppError('unauthenticated', 'Send an API key as "Authorization: Bearer <key>".')
  if (actor.kind !== 'user' || !actor.organizationId) throw new AppError('forbidden', 'Choose an organization first.')
  return actor
}

function parse<T extends z.ZodType>(schema: T | undefined, value: unknown, root: string): z.infer<T> {
  if (!schema) return undefined as z.infer<T>
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new AppError('invalid', 'The request does not have the expected form.', {
    problems: parsed.error.issues.map((issue) => ({ pointer: `${root}/${issue.path.join('/')}`, message: issue.message })),
  })
}

async function readJson(request: Request): Promise<unknown> {
  if (!/^application\/([\w.-]+\+)?json\b/i.test(request.headers.get('content-type') ?? '')) {
    throw new AppError('unsupported', 'Send the body as application/json.')
  }
  if (Number(request.headers.get('content-length') ?? 0) > MAX_JSON_BYTES) throw new AppError('too_large', 'The body is larger than 1 MiB.')
  const text = await request.text()
  if (text.length > MAX_JSON_BYTES) throw new AppError('too_large', 'The body is larger than 1 MiB.')
  try {
    return JSON.parse(text)
  } catch {
    throw new AppError('invalid', 'The body is not valid JSON.')
  }
}
