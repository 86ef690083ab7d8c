import type { RouteDeclaration } from '../route'
import { type DescribedOperation, methods, type Operation } from './model'

interface Modules {
  /** Files route.ts by their path below app/api, for example alerts/[alertId]/route.ts; what they export. */
  routes: Record<string, Record<string, unknown>>
  /** Files reference.ts, in the same way. */
  references: Record<string, Record<string, unknown>>
}

/** The operations that these files declare or describe. Handlers that do neither are not part of the reference. */
export function operationsOf({ routes, references }: Modules): Operation[] {
  const declared = Object.entries(routes).flatMap(([file, exported]) =>
    methods.flatMap((method): Operation[] => {
      const handler = exported[method.toUpperCase()]
      return isDeclared(handler) ? [{ kind: 'declared', path: addressOf(file), method, declaration: handler.declaration }] : []
    }),
  )
  const described = Object.entries(references).flatMap(([file, { reference }]) =>
    (Array.isArray(reference) ? (reference as DescribedOperation[]) : []).map(
      (entry): Operation => ({
        kind: 'described',
        path: addressOf(file),
        method: entry.method,
        entry,
      }),
    ),
  )
  return [...declared, ...described]
}

/** alerts/[alertId]/route.ts is /api/alerts/{alertId}. */
export function addressOf(file: string): string {
  const folders = file
    .replace(/^(\.\.?\/)+/, '')
    .split('/')
    .slice(0, -1)
  return `/${['api', ...folders].map((part) => part.replace(/^\[(?:\.\.\.)?(\w+)\]$/, '{$1}')).join('/')}`
}

function isDeclared(handler: unknown): handler is { declaration: RouteDeclaration } {
  return typeof handler === 'function' && 'declaration' in handler
}
