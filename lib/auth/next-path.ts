/**
 * Where to go after signing in, from an untrusted `?next=`: a path of this origin, or the fallback.
 * Everything that a browser could read as another origin is refused ("//host", "/\host", schemes,
 * control characters, which browsers strip before they parse).
 */
export function safeNext(next: unknown, fallback = '/dashboard'): string {
  if (typeof next !== 'string' || next.length > 2_000) return fallback
  if (!next.startsWith('/') || /^\/[/\\]/.test(next) || hasControlCharacter(next) || next.includes('\\')) return fallback
  const base = 'http://same.invalid'
  let url: URL
  try {
    url = new URL(next, base)
  } catch {
    return fallback
  }
  if (url.origin !== base || url.pathname.startsWith('//')) return fallback
  // Signing in must not lead back to signing in.
  if (/^\/(sign-in|sign-up|setup|api)(\/|$)/.test(url.pathname)) return fallback
  return url.pathname + url.search + url.hash
}

function hasControlCharacter(text: string): boolean {
  return [...text].some((character) => character.charCodeAt(0) < 0x20 || character.charCodeAt(0) === 0x7f)
}
