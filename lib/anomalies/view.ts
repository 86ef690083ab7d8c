import type { Window } from '@/lib/time'
import type { ChartPoint } from './chart'
import type { AnomalyMetric, AnomalySeverity, AnomalyState, StoryFacts } from './model'

// What pages are given to show.

/** A story as lists show it. */
export interface StoryRow {
  id: string
  /** Null for a platform story. */
  organizationId: string | null
  organizationName: string | null
  platformStoryId: string | null
  severity: AnomalySeverity
  state: AnomalyState
  /** 0 to 1. */
  impact: number
  title: string
  facts: StoryFacts
  startedAt: Date
  lastBadAt: Date
  endedAt: Date | null
  /** Null while nobody has said whether it was real. */
  confirmed: boolean | null
}

/** What a person said of a story. */
export interface StoryFeedback {
  confirmed: boolean | null
  /** Id of the person; null while nobody has said anything. */
  by: string | null
  at: Date | null
  note: string | null
}

/** One metric of one tool that is, or was, out of the ordinary. */
export interface StoryEvent {
  id: string
  organizationId: string
  toolId: string
  toolName: string
  metric: string
  severity: AnomalySeverity
  state: AnomalyState
  /** In the metric's unit: ratio, milliseconds, calls or micros per 5 minutes. */
  baselineValue: number
  currentValue: number
  description: string
  startedAt: Date
  lastBadAt: Date
  endedAt: Date | null
}

/** A story with all that its page tells. */
export interface StoryView extends StoryRow {
  createdAt: Date
  feedback: StoryFeedback
  events: StoryEvent[]
}

/** One metric of one tool over the time of a story. */
export interface StoryChart {
  event: StoryEvent
  metric: AnomalyMetric
  window: Window
  points: ChartPoint[]
  /** Releases, deploys and the like, of this tool or of the whole platform. */
  happenings: { id: string; at: Date; label: string }[]
}

/** How far a detector is believed. */
export interface DetectorReport {
  metric: AnomalyMetric
  /** Stories of the past 90 days about which somebody said something, and those that were real. */
  shown: number
  confirmed: number
  /** 0: as shipped; each step asks for more evidence. */
  tightening: number
  /** Null while nobody has said anything. */
  asOf: Date | null
}
