import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

// The tokens themselves are under test: every pair that the components put together keeps WCAG 2.2 AA
// in both themes, and neighbouring chart colours stay apart for colour-blind eyes.

type Rgb = [number, number, number]

const css = readFileSync(new URL('../../app/globals.css', import.meta.url), 'utf8')
const tokens = new Map(
  [...css.matchAll(/--color-([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(([, name = '', light = '', dark = '']) => [name, { light, dark }]),
)

const modes = ['light', 'dark'] as const
const surfaces = ['background', 'surface', 'surface-muted', 'surface-float']
const states = ['good', 'warning', 'serious', 'critical', 'info']
const charts = Array.from({ length: 8 }, (_, index) => `chart-${index + 1}`)

function colour(name: string, mode: (typeof modes)[number]): Rgb {
  const hex = tokens.get(name)?.[mode]
  if (!hex) throw new Error(`--color-${name} is not in app/globals.css as light-dark(#rrggbb, #rrggbb)`)
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255) as Rgb
}

const linear = (channel: number) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4)

/** Contrast ratio by WCAG 2.2, 1 to 21. */
function contrast(a: Rgb, b: Rgb): number {
  const [lighter = 0, darker = 0] = [a, b]
    .map(([red, green, blue]) => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue))
    .sort((x, y) => y - x)
  return (lighter + 0.05) / (darker + 0.05)
}

// Full dichromacy in linear RGB: Machado, Oliveira, Fernandes 2009, table 1, severity 1.0.
const blindness: Record<string, [Rgb, Rgb, Rgb]> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
}

/** Distance as an eye with the given blindness sees it, in OKLab × 100 (2 is just noticeable). */
function distance(a: Rgb, b: Rgb, matrix?: [Rgb, Rgb, Rgb]): number {
  const [from, to] = [a, b].map((rgb) => {
    const light = rgb.map(linear) as Rgb
    return oklab(matrix ? (matrix.map((row) => Math.max(0, row[0] * light[0] + row[1] * light[1] + row[2] * light[2])) as Rgb) : light)
  }) as [Rgb, Rgb]
  return 100 * Math.hypot(from[0] - to[0], from[1] - to[1], from[2] - to[2])
}

// Björn Ottosson's OKLab from linear sRGB.
function oklab([red, green, blue]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

describe.each(modes)('%s', (mode) => {
  const on = (foreground: string, background: string) => contrast(colour(foreground, mode), colour(background, mode))

  it.each(['text', 'text-muted', 'accent', ...states].flatMap((text) => surfaces.map((surface) => [text, surface])))(
    'text: %s on %s is at least 4.5:1',
    (text, surface) => expect(on(text, surface)).toBeGreaterThanOrEqual(4.5),
  )

  it.each([...states, 'accent'].flatMap((state) => [state, 'text', 'text-muted'].map((text) => [text, `${state}-soft`])))(
    'text: %s on %s is at least 4.5:1',
    (text, surface) => expect(on(text, surface)).toBeGreaterThanOrEqual(4.5),
  )

  it('text on the accent and on its hover is at least 4.5:1', () => {
    expect(on('on-accent', 'accent')).toBeGreaterThanOrEqual(4.5)
    expect(on('on-accent', 'accent-hover')).toBeGreaterThanOrEqual(4.5)
  })

  it.each([
    ...['border-strong', ...charts].flatMap((mark) => ['background', 'surface'].map((surface) => [mark, surface])),
    ...states.flatMap((state) => [...surfaces, `${state}-soft`].map((surface) => [`${state}-mark`, surface])),
  ])('mark: %s on %s is at least 3:1', (mark, surface) => expect(on(mark, surface)).toBeGreaterThanOrEqual(3))

  it.each(Object.entries(blindness))('neighbours of the chart scale stay apart with %s', (_, matrix) => {
    for (const [index, name] of charts.entries()) {
      const next = charts[index + 1]
      if (next) expect(distance(colour(name, mode), colour(next, mode), matrix), `${name} and ${next}`).toBeGreaterThan(5)
    }
  })

  it.each([['usual sight', undefined], ...Object.entries(blindness)] as [string, [Rgb, Rgb, Rgb] | undefined][])(
    'good and critical stay apart with %s',
    (_, matrix) => {
      expect(distance(colour('good-mark', mode), colour('critical-mark', mode), matrix)).toBeGreaterThan(5)
    },
  )
})

it('the browser bar has the colours of the background', () => {
  const layout = readFileSync(new URL('../../app/layout.tsx', import.meta.url), 'utf8')
  const background = tokens.get('background')
  expect(layout).toContain(`color: '${background?.light}'`)
  expect(layout).toContain(`color: '${background?.dark}'`)
})
