import type { ChartColor } from './series'

/** Stroke classes of the categorical scale, written out so that Tailwind finds them. */
export const strokeOf: Record<ChartColor, string> = {
  'chart-1': 'stroke-chart-1',
  'chart-2': 'stroke-chart-2',
  'chart-3': 'stroke-chart-3',
  'chart-4': 'stroke-chart-4',
  'chart-5': 'stroke-chart-5',
  'chart-6': 'stroke-chart-6',
  'chart-7': 'stroke-chart-7',
  'chart-8': 'stroke-chart-8',
}

/** Faint lines (the previous period) are dashed and thinner, so that they differ without colour. */
export const faintDash = '3 4'
