import { subscribe } from 'node:diagnostics_channel'
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { measureRequest } from './measure'

const store = globalThis as typeof globalThis & { pulsegridMeasuresPages?: boolean }

/**
 * Measures the pages and server actions that this process's HTTP servers answer, from the first byte asked to the
 * last one sent. Handlers measure themselves (lib/http/route). Call once at the start; more often
 * changes nothing. A page is named by its template; what is no page of ours (scanners, files) is not counted.
 * @param pages templates of the pages, for example /dashboard/tools/[toolId]
 */
export function measurePages(pages: string[]): void {
  if (store.pulsegridMeasuresPages || pages.length === 0) return
  store.pulsegridMeasuresPages = true
  const templateOf = pageMatcher(pages)
  const startedAt = new WeakMap<IncomingMessage, { route: string; ms: number }>()
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage }
    // The address before anybody rewrites it.
    const route = templateOf((request.url ?? '').split('?', 1)[0] ?? '')
    if (route) startedAt.set(request, { route, ms: performance.now() })
  })
  subscribe('http.server.response.finish', (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse }
    const start = startedAt.get(request)
    if (start) measureRequest(start.route, response.statusCode, performance.now() - start.ms)
  })
}

/** The templates of the pages of the build in a folder; none where there is no build (`next dev` makes pages as they are asked for). */
export function builtPages(folder: string): string[] {
  try {
    const routes = JSON.parse(readFileSync(`${folder}/app-path-routes-manifest.json`, 'utf8')) as Record<string, string>
    return Object.entries(routes)
      .filter(([file]) => file.endsWith('/page'))
      .map(([, route]) => route)
  } catch {
    return []
  }
}

/** A function that finds the template of a path, as the router would: fixed parts before parameters; null for no page. */
export function pageMatcher(pages: string[]): (pathname: string) => string | null {
  const fixed = new Set(pages.filter((page) => !page.includes('[')))
  const dynamic = pages
    .filter((page) => page.includes('['))
    .sort((a, b) => rank(a).localeCompare(rank(b)))
    .map((page) => ({ route: page.replace(/\[\[?(?:\.\.\.)?(\w+)\]?\]/g, ':$1'), pattern: patternOf(page) }))
  return (pathname) => {
    const path = pathname.length > 1 && pathname.endsWith('/') ? pathname.slice(0, -1) : pathname
    if (fixed.has(path)) return path
    return dynamic.find(({ pattern }) => pattern.test(path))?.route ?? null
  }
}

/** Fixed segments sort before parameters, those before the rest of a path. */
function rank(page: string): string {
  return page.replaceAll(/\[\[?\.\.\.\w+\]?\]/g, '~~').replaceAll(/\[\w+\]/g, '~')
}

function patternOf(page: string): RegExp {
  const parts = page.split('/').filter((part) => part !== '')
  const source = parts.map((part) =>
    part.startsWith('[[...')
      ? '(?:/.+)?'
      : part.startsWith('[...')
        ? '/.+'
        : part.startsWith('[')
          ? '/[^/]+'
          : `/${part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}`,
  )
  return new RegExp(`^${source.join('')}$`)
}
