import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Validator } from '@seriousme/openapi-schema-validator'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadDocument } from '@/app/api/openapi.json/load-document'
import { type JsonSchema, methods, type OpenApiDocument } from '@/lib/http/openapi/model'
import { addressOf } from '@/lib/http/openapi/operations'

const root = join(process.cwd(), 'app', 'api')
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('/route.ts'))
const sourceOf = (file: string) => readFileSync(join(root, file), 'utf8')

/** The operations that the sources of JSON routes export, read as text. */
const declared = files.flatMap((file) =>
  [...sourceOf(file).matchAll(/^export const (GET|POST|PUT|PATCH|DELETE) = route\(/gm)].map(([, method = '']) => `${method} ${addressOf(file)}`),
)

/** Handlers that are no JSON routes and that others call: each is described by hand in reference.ts beside it. */
const described = [
  'POST /api/ingest/invocations',
  'POST /api/ingest/events',
  'POST /api/otlp/v1/traces',
  'POST /api/otlp/v1/metrics',
  'GET /api/cron/{job}',
  'POST /api/cron/{job}',
  'GET /api/badge/{file}',
  'GET /api/stream',
  'GET /api/admin/stream',
  'GET /api/admin/logs/tail',
  'GET /api/metrics',
]

let document: OpenApiDocument
beforeAll(async () => {
  document = await loadDocument()
}, 120_000)

const operations = () =>
  Object.entries(document.paths).flatMap(([path, item]) => methods.flatMap((method) => (item[method] ? [{ path, method, operation: item[method] }] : [])))
const names = () => operations().map(({ path, method }) => `${method.toUpperCase()} ${path}`)

describe('the OpenAPI document', () => {
  it('is valid, and every reference in it leads somewhere', async () => {
    const result = await new Validator().validate(JSON.parse(JSON.stringify(document)))
    expect(result.errors ?? []).toEqual([])
    expect(result.valid).toBe(true)
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, pointer = '']) => pointer)
    expect(references.length).toBeGreaterThan(10)
    for (const pointer of new Set(references)) {
      const found = pointer.split('/').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document)
      expect(found, pointer).toBeDefined()
    }
  })

  it('has every JSON route, and every operation of it exists', () => {
    expect(declared.length).toBeGreaterThan(20)
    expect(names()).toEqual(expect.arrayContaining(declared))
    const addresses = new Set(files.map(addressOf))
    for (const { path } of operations()) expect(addresses.has(path), path).toBe(true)
    for (const { path, method } of operations()) {
      const file = files.find((one) => addressOf(one) === path) ?? ''
      expect(sourceOf(file), `${method} ${path}`).toMatch(new RegExp(`export (?:const|(?:async )?function) ${method.toUpperCase()}\\b`))
    }
  })

  it('describes what is no JSON route', () => expect(names()).toEqual(expect.arrayContaining(described)))

  it('names each operation once, says who may call it and which parameters its address has', () => {
    const ids = operations().map(({ operation }) => operation.operationId)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { path, operation } of operations()) {
      expect(operation.summary, path).toMatch(/\.$/)
      const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path').map(({ name }) => `{${name}}`)
      expect(inPath, path).toEqual(path.match(/\{\w+\}/g) ?? [])
      const open = operation.security.length === 0
      expect(operation.responses['401'] === undefined, path).toBe(open)
    }
  })

  it('says what JSON routes answer, not just that they answer something', () => {
    const empty: string[] = []
    for (const { path, method, operation } of operations()) {
      if (!declared.includes(`${method.toUpperCase()} ${path}`)) continue
      const success = Object.entries(operation.responses).find(([status]) => status.startsWith('2'))?.[1]
      const schema = success && 'content' in success ? success.content?.['application/json']?.schema : undefined
      if (!schema || !isTyped(schema)) empty.push(`${method} ${path}`)
    }
    expect(empty).toEqual([])
  })
})

function isTyped(schema: JsonSchema): boolean {
  return schema.type !== undefined || (schema.anyOf ?? schema.oneOf ?? schema.allOf ?? []).some(isTyped)
}
