// The product's colours as mails need them: inline for light, as overrides for dark. Same values as
// the tokens in app/globals.css; mail programs know no variables.

/** [light, dark] of each colour. */
export const palette = {
  background: ['#f7f8f9', '#0e1013'],
  surface: ['#ffffff', '#15181c'],
  muted: ['#f0f2f4', '#1d2126'],
  border: ['#e2e5e9', '#292e35'],
  text: ['#14181d', '#e8ebef'],
  quiet: ['#565e69', '#a0a8b4'],
  accent: ['#2b55c4', '#8fadff'],
  onAccent: ['#ffffff', '#0d1428'],
  good: ['#08795a', '#4fd1a5'],
  warning: ['#8a5d00', '#e0b23f'],
  critical: ['#c01f33', '#fb6f7b'],
} as const

export type Colour = keyof typeof palette

/** The light value, for style attributes. */
export const light = (colour: Colour): string => palette[colour][0]

const rules = (Object.keys(palette) as Colour[]).flatMap((colour) => [
  `.ink-${colour}{color:${palette[colour][1]} !important}`,
  `.fill-${colour}{background-color:${palette[colour][1]} !important}`,
  `.line-${colour}{border-color:${palette[colour][1]} !important}`,
])

/**
 * Overrides for dark mode by class: `ink-text`, `fill-surface`. Programs that cannot do this show
 * the light mail, or darken it by themselves.
 */
export const darkStyle = `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){body,body>table>tbody>tr>td{background-color:${palette.background[1]} !important}${rules.join('')}.edge{border-color:${palette.border[1]} !important}}`
