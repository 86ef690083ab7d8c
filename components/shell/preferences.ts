// What a browser remembers about how the shell looks: two cookies, read on the server, so that the
// first byte is already right. They hold no personal data.

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

export const THEME_COOKIE = 'theme'
export const SIDEBAR_COOKIE = 'sidebar'

interface CookieReader {
  get: (name: string) => { value: string } | undefined
}

/** The chosen theme; system when none was chosen or the cookie makes no sense. */
export function readTheme(cookies: CookieReader): Theme {
  const value = cookies.get(THEME_COOKIE)?.value
  return themes.find((theme) => theme === value) ?? 'system'
}

/** Is the sidebar collapsed to icons? */
export function readSidebar(cookies: CookieReader): 'open' | 'collapsed' {
  return cookies.get(SIDEBAR_COOKIE)?.value === 'collapsed' ? 'collapsed' : 'open'
}
