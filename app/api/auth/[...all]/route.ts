import { IP_HEADER } from '@/lib/auth/names'
import { auth } from '@/lib/auth/server'
import { clientIp } from '@/lib/client-ip'
import { AppError } from '@/lib/errors'
import { answer } from '@/lib/http/route'

// The doors of better-auth that are open to the network. Everything else that it could do goes
// through our own commands, which ask for permissions and write the journal.
const doors: Record<'GET' | 'POST', RegExp> = {
  GET: /^\/api\/auth\/(get-session|callback\/oidc)$/,
  POST: /^\/api\/auth\/(sign-in\/email|sign-in\/magic-link|sign-in\/social|sign-out|two-factor\/verify-totp|two-factor\/verify-backup-code|callback\/oidc)$/,
}

function open(method: 'GET' | 'POST') {
  return (request: Request, { params }: { params: Promise<{ all: string[] }> }) =>
    answer(
      request,
      async () => {
        if (!doors[method].test(new URL(request.url).pathname)) throw new AppError('not_found', 'There is nothing here.')
        const headers = new Headers(request.headers)
        const ip = clientIp(request)
        if (ip) headers.set(IP_HEADER, ip)
        else headers.delete(IP_HEADER)
        return auth().handler(new Request(request, { headers }))
      },
      params,
    )
}

export const GET = open('GET')
export const POST = open('POST')
