import { env } from '@/lib/env'

/**
 * The content security policy of a page. Scripts run by nonce only; style attributes are allowed
 * because charts and floating elements are placed by them, style elements need the nonce.
 */
export function contentSecurityPolicy(nonce: string): string {
  const { APP_URL, OIDC_DISCOVERY_URL } = env()
  const development = process.env.NODE_ENV === 'development'
  // A form that signs in is answered with a redirect to the identity provider.
  const provider = OIDC_DISCOVERY_URL ? ` ${new URL(OIDC_DISCOVERY_URL).origin}` : ''
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    development ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${development ? ' ws:' : ''}`,
    "frame-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    `form-action 'self'${provider}`,
    "frame-ancestors 'none'",
    ...(APP_URL.startsWith('https:') ? ['upgrade-insecure-requests'] : []),
  ].join('; ')
}

/** The other headers of a page, the same for all. */
export function securityHeaders(): [string, string][] {
  return [
    ['x-content-type-options', 'nosniff'],
    ['x-frame-options', 'DENY'],
    ['referrer-policy', 'same-origin'],
    ['permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=(), usb=()'],
    ['cross-origin-opener-policy', 'same-origin'],
    ...(env().APP_URL.startsWith('https:') ? [['strict-transport-security', 'max-age=63072000; includeSubDomains'] as [string, string]] : []),
  ]
}
