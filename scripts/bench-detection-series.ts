// The labelled series of bench:detection, and the detectors run over them row by row.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { emptySeries, observeSeries, type SeriesConfig, seriesConfig } from '../lib/anomalies/detect/series/series'
import { emptyStrength, strengthOf } from '../lib/anomalies/detect/series/strength'
import type { Signal } from '../lib/anomalies/detect/series/wording'
import { judgeZ, learnZ, type ZBaseline } from '../lib/anomalies/detect/z-score'
import type { LabelledSeries, Scored } from './bench-detection-score'

/** What a file holds that is no series or no labels, in words for the person who gave it. */
export class BadInput extends Error {}

/**
 * Reads the series that the labels name.
 * @throws BadInput naming file, line and what is expected there
 */
export function readLabelled(folder: string, labelsFile: string): LabelledSeries[] {
  const labels = readJson(labelsFile)
  const names = Object.keys(labels).sort()
  if (names.length === 0) throw new BadInput(`${labelsFile} names no series. It maps files below the data folder to lists of [start, end].`)
  return names.map((name) => {
    const { times, values } = readSeries(path.join(folder, name))
    return { name, times, values, windows: windowsOf(times, labels[name], `${labelsFile}: ${name}`) }
  })
}

/** One verdict per row that the strength can be weighed again from, and what a row cost. */
export interface Replay {
  series: LabelledSeries
  rarities: Record<Signal, number>[]
  /** Rows from here on were judged. */
  speaksFrom: number
}

/** The series detector over every row, and the microseconds of processor time that a row takes. */
export function runSeriesDetector(list: readonly LabelledSeries[]): { replays: Replay[]; microsPerValue: number } {
  const started = process.cpuUsage()
  const replays = list.map((series) => {
    const state = emptySeries()
    const verdicts = series.times.map((at, row) => observeSeries(state, { at, value: series.values[row] ?? 0 }))
    const speaksFrom = verdicts.findIndex(({ outcome }) => outcome !== 'insufficient')
    return { series, rarities: verdicts.map(({ rarities }) => rarities), speaksFrom: speaksFrom < 0 ? verdicts.length : speaksFrom }
  })
  return { replays, microsPerValue: microsPer(started, list) }
}

/** What the detector says with this configuration: the strength of what is news, 0 elsewhere. */
export function scoreReplay({ series, rarities, speaksFrom }: Replay, config: SeriesConfig = seriesConfig): Scored {
  const state = emptyStrength()
  const scores = Float64Array.from(rarities, (one, row) => {
    const { strength, news } = strengthOf(state, one, config)
    return news && row >= speaksFrom ? squeeze(strength) : 0
  })
  return { series, scores }
}

/** |z| of the specified rule on every row, as it is written: every row over a limit is an alert. */
export function runZRule(list: readonly LabelledSeries[]): { scored: Scored[]; microsPerValue: number } {
  const started = process.cpuUsage()
  const scored = list.map((series) => {
    const baseline: ZBaseline = []
    const scores = Float64Array.from(series.values, (value, row) => {
      const at = series.times[row] ?? 0
      const { z } = judgeZ(baseline, { at, value })
      learnZ(baseline, { at, value, invocations: 1 })
      return z === null ? 0 : squeeze(Math.abs(z))
    })
    return { series, scores }
  })
  return { scored, microsPerValue: microsPer(started, list) }
}

/** Any strength of 0 or more as 0..1, in the same order: what files of detections hold. */
export function squeeze(strength: number): number {
  return strength / (1 + strength)
}

/** The strength again. */
export function unsqueeze(score: number): number {
  return score / (1 - score)
}

/** Processor time, so that what else runs on the machine does not count. */
function microsPer(started: NodeJS.CpuUsage, list: readonly LabelledSeries[]): number {
  const { user, system } = process.cpuUsage(started)
  return (user + system) / list.reduce((sum, { times }) => sum + times.length, 0)
}

function readSeries(file: string): { times: number[]; values: number[] } {
  const lines = readText(file).split(/\r?\n/)
  const times: number[] = []
  const values: number[] = []
  lines.forEach((line, i) => {
    if (i === 0 || line === '') return
    const [time = '', value = ''] = line.split(',')
    const at = momentOf(time)
    if (Number.isNaN(at) || value.trim() === '' || !Number.isFinite(Number(value))) {
      throw new BadInput(`${file}, line ${i + 1}: expected "2014-04-01 00:05:00,12.5", found ${JSON.stringify(line)}.`)
    }
    times.push(at)
    values.push(Number(value))
  })
  return { times, values }
}

function windowsOf(times: readonly number[], given: unknown, where: string): LabelledSeries['windows'] {
  if (!Array.isArray(given)) throw new BadInput(`${where}: expected a list of [start, end].`)
  const windows = given.map((pair: unknown) => {
    const [start, end] = Array.isArray(pair) ? pair.map((text) => momentOf(String(text))) : []
    if (start === undefined || end === undefined || Number.isNaN(start + end))
      throw new BadInput(`${where}: expected ["start", "end"], found ${JSON.stringify(pair)}.`)
    // A moment that the file holds twice is its first row.
    const exactEnd = times.indexOf(end)
    return { first: times.findIndex((at) => at >= start), last: exactEnd >= 0 ? exactEnd : times.findLastIndex((at) => at <= end) }
  })
  return windows.filter(({ first, last }) => first >= 0 && first <= last).sort((a, b) => a.first - b.first)
}

/** "2014-04-01 00:05:00", with or without fraction, as UTC; NaN for anything else. */
function momentOf(text: string): number {
  return /^\s*\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s*$/.test(text) ? Date.parse(`${text.trim().replace(' ', 'T')}Z`) : Number.NaN
}

/** A JSON object from a file. */
export function readJson(file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readText(file))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  } catch (err) {
    if (err instanceof BadInput) throw err
  }
  throw new BadInput(`${file} is not a JSON object.`)
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new BadInput(`${file} cannot be read.`)
  }
}
