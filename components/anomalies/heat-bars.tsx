'use client'

import { useState } from 'react'
import { type Tone, toneMark } from '@/components/ui/tone'
import { BACKGROUND, cellWords, type DrawnCell, type HeatScale, heights, momentOf, ROW } from './heat-cells'

interface HeatBarsProps {
  cells: DrawnCell[]
  /** Confirmed stretches, Unix milliseconds: bars within them have their colour. */
  spans: { from: number; to: number; tone: Tone }[]
  /** The row in words. */
  label: string
  scale: HeatScale
}

/** The bars of one tool: one path a colour, and from when the pointer comes near a bar each, which says what it is. */
export function HeatBars({ cells, spans, label, scale }: HeatBarsProps) {
  const [pointed, setPointed] = useState(false)
  const { from, to, stepMs } = scale
  const unit = 1000 / (to - from)
  const bars = cells.map((cell) => {
    const [step, severity] = cell
    const begins = from + step * stepMs
    const span = spans.find((one) => begins < one.to && begins + stepMs > one.from)
    const bar = {
      x: Math.round((begins - from) * unit * 10) / 10,
      width: Math.round(stepMs * unit * 10) / 10,
      height: heights[severity],
    }
    return { cell, tone: span?.tone ?? null, ...bar }
  })
  const classOf = (tone: Tone | null) => (tone ? `fill-current ${toneMark[tone]}` : undefined)
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 1000 ${ROW}`}
      preserveAspectRatio="none"
      onPointerEnter={() => setPointed(true)}
      className={`relative block h-5 w-full ${BACKGROUND}`}
    >
      {pointed
        ? bars.map(({ cell, tone, x, width, height }) => (
            <rect key={cell[0]} x={x} y={ROW - height} width={width} height={height} className={classOf(tone)}>
              <title>{`${momentOf(cell[0], scale)}: ${cellWords(cell, scale)}`}</title>
            </rect>
          ))
        : [...new Set(bars.map(({ tone }) => tone))].map((tone) => (
            <path
              key={tone}
              d={bars
                .filter((bar) => bar.tone === tone)
                .map(({ x, width, height }) => `M${x} ${ROW}v-${height}h${width}v${height}z`)
                .join('')}
              className={classOf(tone)}
            />
          ))}
    </svg>
  )
}
