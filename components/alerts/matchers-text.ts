import type { Matcher } from '@/lib/alerts/model'

/** A list of matchers as it is written: tool = x, severity =~ warn.*; tools by their names. */
export function matchersText(matchers: readonly Matcher[], tools: readonly { id: string; name: string }[]): string {
  return matchers.map(({ name, op, value }) => `${name} ${op} ${tools.find(({ id }) => id === value)?.name ?? value}`).join(', ')
}
