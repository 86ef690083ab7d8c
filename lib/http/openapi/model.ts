import type { z } from 'zod'
import type { Access, RouteDeclaration } from '../route'

// What the API reference is made of. A JSON route declares itself (lib/http/route.ts); what is no plain
// JSON route has a file reference.ts beside its route.ts that says the same by hand.

export const methods = ['get', 'post', 'put', 'patch', 'delete'] as const
export type Method = (typeof methods)[number]

/** Who may call what is described by hand: as a route's access, or by a signature or secret of its own. */
export type DescribedAccess = Access | { secret: 'cron' | 'webhook' | 'scrape' | 'token' } | { session: 'tenant' | 'staff' }

/** Something with a media type of its own. */
export interface Content {
  mediaType: string
  description: string
  example?: string
}

/** One operation of a handler that is no JSON route. */
export interface DescribedOperation {
  method: Method
  access: DescribedAccess
  summary: string
  description?: string
  query?: z.ZodType
  headers?: { name: string; description: string; required?: boolean }[]
  body?: Content[]
  status?: number
  response: Content[]
}

/** An operation at its address, with parameters as {name}. */
export type Operation = { path: string; method: Method } & (
  | { kind: 'declared'; declaration: RouteDeclaration }
  | { kind: 'described'; entry: DescribedOperation }
)

/** JSON Schema, draft 2020-12, as far as the reference reads it. */
export interface JsonSchema {
  type?: string | string[]
  title?: string
  description?: string
  format?: string
  pattern?: string
  enum?: unknown[]
  const?: unknown
  default?: unknown
  examples?: unknown[]
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  exclusiveMaximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  required?: string[]
  properties?: Record<string, JsonSchema>
  additionalProperties?: boolean | JsonSchema
  items?: JsonSchema
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  allOf?: JsonSchema[]
  [other: string]: unknown
}

export interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required: boolean
  description?: string
  schema: JsonSchema
}

export interface MediaType {
  schema: JsonSchema
  example?: unknown
}

export interface ResponseObject {
  description: string
  headers?: Record<string, { $ref: string }>
  content?: Record<string, MediaType>
}

export interface OperationObject {
  operationId: string
  tags: string[]
  summary: string
  description?: string
  security: Record<string, string[]>[]
  parameters?: Parameter[]
  requestBody?: { required: boolean; content: Record<string, MediaType> }
  responses: Record<string, ResponseObject | { $ref: string }>
}

export interface OpenApiDocument {
  openapi: '3.1.1'
  info: { title: string; version: string; summary: string; description: string }
  servers: { url: string }[]
  tags: { name: string; description: string }[]
  paths: Record<string, Partial<Record<Method, OperationObject>>>
  components: Record<string, Record<string, unknown>>
}
