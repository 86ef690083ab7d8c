import { AppError } from '@/lib/errors'

/** "status=failed, type=nightly" as a filter. @throws AppError invalid */
export function readFilter(text: string, field: string): Record<string, string> {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  return Object.fromEntries(
    parts.map((part) => {
      const at = part.indexOf('=')
      const [name, value] = [part.slice(0, Math.max(0, at)).trim(), part.slice(at + 1).trim()]
      if (at > 0 && name !== '' && value !== '') return [name, value]
      const message = `"${part}" is no filter. Write a dimension and its value, as status=failed.`
      throw new AppError('invalid', message, { problems: [{ pointer: `/${field}`, message }] })
    }),
  )
}

/** The text of a filter that readFilter takes. */
export function filterText(filter: Record<string, string>): string {
  return Object.entries(filter)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ')
}
