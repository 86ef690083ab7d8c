import type { z } from 'zod'
import { families, familyOf } from './families'
import type { Content, DescribedAccess, JsonSchema, MediaType, OpenApiDocument, Operation, OperationObject, Parameter, ResponseObject } from './model'
import { jsonSchema } from './schema'

/** The OpenAPI 3.1 document of these operations. */
export function openApiDocument(operations: Operation[], origin: string, version: string): OpenApiDocument {
  const paths: OpenApiDocument['paths'] = {}
  for (const operation of [...operations].sort((a, b) => a.path.localeCompare(b.path))) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: operationObject(operation) }
  }
  const used = new Set(operations.map(({ path }) => familyOf(path).name))
  return {
    openapi: '3.1.1',
    info: {
      title: 'Pulsegrid',
      version,
      summary: 'Quality and operations console for API marketplaces.',
      description:
        'People use the session of the console, machines an API key of their organization with the scopes that an operation names (Settings, API keys). Failures are problem documents (RFC 9457); each answer bears an x-request-id to quote.',
    },
    servers: [{ url: origin }],
    tags: families.filter(({ name }) => used.has(name)).map(({ name, description }) => ({ name, description })),
    paths,
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'pulsegrid.session_token', description: 'The session of a person who is signed in.' },
        key: { type: 'http', scheme: 'bearer', description: 'An API key, pgk_…; the names listed with an operation are the scopes that it needs.' },
        secret: { type: 'http', scheme: 'bearer', description: 'A secret of the operator, set in the environment of the server.' },
        signature: { type: 'apiKey', in: 'header', name: 'signature', description: 'A signature of the sender over the body; see the operation.' },
      },
      headers: {
        RequestId: { description: 'Names this request in the logs; to quote.', schema: { type: 'string' } },
        RetryAfter: { description: 'Seconds after which trying again makes sense.', schema: { type: 'integer', minimum: 1 } },
      },
      schemas: { Problem: problemSchema },
      responses: Object.fromEntries(Object.entries(failures).map(([status, [name, description]]) => [name, failure(status, description)])),
    },
  }
}

/** What may go wrong, by status: name of the component, and when it happens. */
const failures: Record<string, [name: string, description: string]> = {
  400: ['Invalid', 'The request does not have the expected form; `errors` says where and why.'],
  401: ['Unauthenticated', 'Neither a session nor a valid API key came with the request.'],
  403: ['Forbidden', 'Whoever asks may not do this: the scope, the permission or the role is missing.'],
  404: ['NotFound', 'There is no such thing, or it belongs to somebody else.'],
  409: ['Conflict', 'It was changed by somebody else meanwhile, or is not in a state that allows this.'],
  429: ['RateLimited', 'Too much at once; Retry-After says when to come again.'],
  503: ['Unavailable', 'The database cannot be reached for the moment; nothing was kept, send it again.'],
}

const problemSchema: JsonSchema = {
  type: 'object',
  description: 'A failure (RFC 9457).',
  required: ['type', 'title', 'status', 'code', 'detail', 'requestId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'The kind of failure, for programs.' },
    detail: { type: 'string', description: 'What failed and what to do, for people.' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'message'],
        properties: { pointer: { type: 'string', description: 'Where, as a JSON pointer.' }, message: { type: 'string' } },
      },
    },
  },
  examples: [
    {
      type: 'about:blank',
      title: 'Invalid request',
      status: 400,
      code: 'invalid',
      detail: 'The request does not have the expected form.',
      requestId: '8d0f6f0e-4d5c-4b57-9b7e-2f6f1f0a9c31',
      errors: [{ pointer: '/query/limit', message: 'Too big: expected number to be <=100' }],
    },
  ],
}

function failure(status: string, description: string): ResponseObject {
  const headers = { 'x-request-id': { $ref: '#/components/headers/RequestId' } }
  return {
    description,
    headers: status === '429' || status === '503' ? { ...headers, 'retry-after': { $ref: '#/components/headers/RetryAfter' } } : headers,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }
}

function operationObject(operation: Operation): OperationObject {
  const { path, method } = operation
  const base = { operationId: operationId(method, path), tags: [familyOf(path).name] }
  if (operation.kind === 'described') {
    const { entry } = operation
    const parameters = [...pathParameters(path), ...queryParameters(entry.query), ...headerParameters(entry.headers)]
    return {
      ...base,
      summary: entry.summary,
      ...(entry.description ? { description: entry.description } : {}),
      security: security(entry.access),
      ...(parameters.length > 0 ? { parameters } : {}),
      ...(entry.body ? { requestBody: { required: true, content: contents(entry.body) } } : {}),
      responses: {
        [String(entry.status ?? 200)]: { description: entry.response[0]?.description ?? 'Done.', ...withContent(entry.response) },
        ...failuresOf(entry.access, parameters.length > 0 || entry.body !== undefined, path),
      },
    }
  }
  const { declaration } = operation
  const parameters = [...pathParameters(path, declaration.params), ...queryParameters(declaration.query)]
  return {
    ...base,
    summary: declaration.summary,
    security: security(declaration.access),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(declaration.body ? { requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(declaration.body, 'input') } } } } : {}),
    responses: {
      [String(declaration.status ?? 200)]: {
        description: declaration.status === 201 ? 'Made.' : 'Done.',
        headers: { 'x-request-id': { $ref: '#/components/headers/RequestId' } },
        content: { 'application/json': { schema: jsonSchema(declaration.output, 'output') } },
      },
      ...failuresOf(declaration.access, parameters.length > 0 || declaration.body !== undefined, path, method !== 'get'),
    },
  }
}

/** get-api-alerts-bell: the same as long as the address is. */
function operationId(method: string, path: string): string {
  return `${method}-${path.replaceAll(/[{}]/g, '').split('/').filter(Boolean).join('-')}`
}

function security(access: DescribedAccess): Record<string, string[]>[] {
  if ('public' in access) return []
  if ('permission' in access) return [{ session: [access.permission] }]
  if ('tenant' in access) return [{ session: [] }, { key: [access.tenant] }]
  if ('key' in access) return [{ key: [access.key] }]
  if ('session' in access) return [{ session: [] }]
  return access.secret === 'webhook' ? [{ signature: [] }] : access.secret === 'token' ? [] : [{ secret: [] }]
}

function failuresOf(access: DescribedAccess, takesInput: boolean, path: string, changes = false): OperationObject['responses'] {
  const guarded = !('public' in access)
  const statuses = [
    ...(takesInput ? ['400'] : []),
    ...(guarded ? ['401', '403'] : []),
    ...(path.includes('{') ? ['404'] : []),
    ...(changes ? ['409'] : []),
    '429',
    '503',
  ]
  return Object.fromEntries(statuses.map((status) => [status, { $ref: `#/components/responses/${failures[status]?.[0]}` }]))
}

function pathParameters(path: string, params?: z.ZodType): Parameter[] {
  const known = params ? (jsonSchema(params, 'input').properties ?? {}) : {}
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => {
    const { description, ...schema } = known[name] ?? { type: 'string' }
    return { name, in: 'path', required: true, ...(description ? { description } : {}), schema }
  })
}

function queryParameters(query?: z.ZodType): Parameter[] {
  if (!query) return []
  const { properties = {}, required = [] } = flat(jsonSchema(query, 'input'))
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(description ? { description } : {}),
    schema,
  }))
}

/** One object of what may be one of several or several at once: parameters stand in one list. */
function flat(schema: JsonSchema): JsonSchema {
  const parts = [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].map(flat)
  if (parts.length === 0) return schema
  const all = schema.allOf ? parts : []
  return {
    properties: Object.assign({}, ...parts.map(({ properties }) => properties), schema.properties),
    required: [...(schema.required ?? []), ...all.flatMap(({ required = [] }) => required)],
  }
}

function headerParameters(headers: { name: string; description: string; required?: boolean }[] = []): Parameter[] {
  return headers.map(({ name, description, required = false }) => ({ name, in: 'header', required, description, schema: { type: 'string' } }))
}

function withContent(content: Content[]): { content?: Record<string, MediaType> } {
  const typed = content.filter(({ mediaType }) => mediaType !== '')
  return typed.length > 0 ? { content: contents(typed) } : {}
}

function contents(content: Content[]): Record<string, MediaType> {
  return Object.fromEntries(
    content.map(({ mediaType, description, example }) => [
      mediaType,
      {
        schema: { description, ...(/json$/.test(mediaType) ? {} : { type: 'string' }) },
        ...(example === undefined ? {} : { example: parsed(mediaType, example) }),
      },
    ]),
  )
}

function parsed(mediaType: string, example: string): unknown {
  return /[/+]json$/.test(mediaType) ? JSON.parse(example) : example
}
