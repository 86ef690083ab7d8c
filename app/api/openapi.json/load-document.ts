import { env } from '@/lib/env'
import { openApiDocument } from '@/lib/http/openapi/document'
import type { OpenApiDocument } from '@/lib/http/openapi/model'
import { operationsOf } from '@/lib/http/openapi/operations'

// Every route below app/api, found by the bundler: a new one is in the reference by being there. Loaded
// when somebody asks, and kept, as a process has the routes that it was built with.
const routes = import.meta.glob<Record<string, unknown>>(['../**/route.ts', '!../openapi.json/route.ts'])
const references = import.meta.glob<Record<string, unknown>>('../**/reference.ts')

let loading: Promise<OpenApiDocument> | undefined

/** The OpenAPI document of this server. */
export function loadDocument(): Promise<OpenApiDocument> {
  loading ??= load()
  return loading
}

async function load(): Promise<OpenApiDocument> {
  const modules = { routes: await loadAll(routes), references: await loadAll(references) }
  return openApiDocument(operationsOf(modules), new URL(env().APP_URL).origin, process.env.npm_package_version ?? '0.1.0')
}

async function loadAll(found: Record<string, () => Promise<Record<string, unknown>>>): Promise<Record<string, Record<string, unknown>>> {
  const loaded = await Promise.all(Object.entries(found).map(async ([file, load]) => [file, await load()] as const))
  return Object.fromEntries(loaded)
}
