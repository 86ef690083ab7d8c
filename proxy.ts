import { randomBytes, randomUUID } from 'node:crypto'
import { getSessionCookie } from 'better-auth/cookies'
import { type NextRequest, NextResponse } from 'next/server'
import { readTheme, THEME_COOKIE } from '@/components/shell/preferences'
import { COOKIE_PREFIX, PATH_HEADER } from '@/lib/auth/names'
import { contentSecurityPolicy, securityHeaders } from '@/lib/http/security-headers'
import { DRAW_HEADER, isForCopy, statusCopies } from '@/lib/http/status-copies'

/**
 * Before a page: headers that protect it, with a nonce of its own, and a shortcut to /sign-in for
 * whoever has no session cookie. It decides nothing: pages and handlers check for themselves.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const { pathname, search } = request.nextUrl
  // The router would fail on it with 500, and robots try such addresses daily.
  if (!isDecodable(pathname)) return new NextResponse('The address is not valid: a % in it must begin two hexadecimal digits of UTF-8.', { status: 400 })
  if (pathname.startsWith('/api/')) return NextResponse.next()
  const nonce = randomBytes(16).toString('base64')
  const policy = contentSecurityPolicy(nonce)

  const stranger = !getSessionCookie(request, { cookiePrefix: COOKIE_PREFIX })
  const copy = stranger && isCopied(request) ? await statusCopies.find(`${THEME_COOKIE}=${readTheme(request.cookies)}`, nonce) : null
  const signedOut = /^\/(dashboard|admin)(\/|$)/.test(pathname) && stranger
  let response: NextResponse
  if (copy) {
    response = new NextResponse(copy.body, { headers: copy.headers })
  } else if (signedOut) {
    const target = new URL('/sign-in', request.url)
    target.searchParams.set('next', pathname + search)
    response = NextResponse.redirect(target)
  } else {
    const headers = new Headers(request.headers)
    headers.delete(DRAW_HEADER)
    headers.set(PATH_HEADER, pathname + search)
    headers.set(
      'x-request-id',
      request.headers
        .get('x-request-id')
        ?.replace(/[^\w-]/g, '')
        .slice(0, 64) || randomUUID(),
    )
    // Next reads the nonce for its own scripts from here.
    headers.set('content-security-policy', policy)
    response = NextResponse.next({ request: { headers } })
    if (isForCopy(request.headers)) response.headers.set(DRAW_HEADER, request.headers.get(DRAW_HEADER) ?? '')
  }
  response.headers.set('content-security-policy', policy)
  for (const [name, value] of securityHeaders()) response.headers.set(name, value)
  return response
}

/** A browser's plain request for the status page; the router's own (for a payload, with a query) are drawn as ever. */
function isCopied({ method, nextUrl, headers }: NextRequest): boolean {
  return nextUrl.pathname === '/status' && method === 'GET' && nextUrl.search === '' && !headers.has('rsc') && !isForCopy(headers)
}

function isDecodable(pathname: string): boolean {
  try {
    decodeURIComponent(pathname)
    return true
  } catch {
    return false
  }
}

export const config = {
  // Handlers below /api set their own headers: a proxy in front of them would hold every body in
  // memory once more; badges have none, but anybody's addresses. Files of a build are public and immutable.
  matcher: ['/((?!api/|_next/static|_next/image|favicon.ico|icon.svg|robots.txt).*)', '/api/badge/:path*'],
}
