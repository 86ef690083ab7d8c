'use client'

import dynamic from 'next/dynamic'
import { type ReactNode, useRef, useState } from 'react'
import type { Unit } from '@/lib/format'
import type { Plot } from './series'

const loadPlot = () => import('./time-series-plot')
const TimeSeriesPlot = dynamic(loadPlot, { ssr: false })

interface TimeSeriesCanvasProps {
  plot: Plot
  /** Ends of the time axis, Unix milliseconds. */
  range: [number, number]
  /** Ends of the value axis. */
  domain: [number, number]
  unit: Unit
  zone: string
  label: string
  /** The server's drawing, which stands until recharts has taken its place. */
  children: ReactNode
}

/** Exchanges the drawing for the interactive one at the first sign of interest: pointer, touch or focus. */
export function TimeSeriesCanvas({ children, label, ...rest }: TimeSeriesCanvasProps) {
  const [wanted, setWanted] = useState(false)
  const [ready, setReady] = useState(false)
  const focused = useRef(false)
  const want = () => setWanted(true)
  return (
    <div className="absolute inset-0" onPointerEnter={want} onTouchStart={want}>
      {ready ? null : children}
      {wanted ? (
        <TimeSeriesPlot {...rest} label={label} takeFocus={focused} onReady={() => setReady(true)} />
      ) : (
        <button
          type="button"
          aria-label={`Explore values: ${label}`}
          className="absolute inset-0 cursor-default rounded-sm"
          onFocus={() => {
            focused.current = true
            want()
          }}
          onClick={want}
        />
      )}
    </div>
  )
}
