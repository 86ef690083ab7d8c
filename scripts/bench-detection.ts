// npm run bench:detection -- --data DIR --labels FILE [--thresholds-from FILE] [--detections FILE] [--tools N] [--json]
//
// How good are the detectors? Over a folder of labelled series (the format of the Numenta Anomaly
// Benchmark) the series detector beside the specified z-score, and over simulated tools what notifies.
// Without --data only the simulated tools. --json prints what a later run takes as --thresholds-from:
// thresholds chosen on one set of series and carried to another. --detections writes every score.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type SeriesConfig, seriesConfig } from '../lib/anomalies/detect/series/series'
import { zConfig } from '../lib/anomalies/detect/z-score'
import { bestScore, type Events, eventsAt, type NabScore, type Profile, profiles, type Scored, scoreAt, scoreCarried } from './bench-detection-score'
import { BadInput, type Replay, readJson, readLabelled, runSeriesDetector, runZRule, scoreReplay, squeeze, unsqueeze } from './bench-detection-series'
import { simulate } from './bench-detection-simulated'

type Thresholds = Record<Profile, number | null>

const say = (line: string) => process.stdout.write(`${line}\n`)

try {
  main()
} catch (err) {
  if (!(err instanceof BadInput)) throw err
  process.stderr.write(`bench:detection: ${err.message}\n`)
  process.exitCode = 2
}

function main(): void {
  const options = readOptions()
  const labelled = options.data && options.labels ? benchLabelled({ ...options, data: options.data, labels: options.labels }) : null
  if (options.json) {
    say(JSON.stringify(labelled, null, 1))
    return
  }
  if (!labelled) say('No --data and --labels: only the simulated tools.')
  simulate({ tools: options.tools, say })
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      labels: { type: 'string' },
      'thresholds-from': { type: 'string' },
      detections: { type: 'string' },
      tools: { type: 'string', default: '20' },
      json: { type: 'boolean', default: false },
    },
  })
  if (Boolean(values.data) !== Boolean(values.labels)) throw new BadInput('--data and --labels belong together.')
  if (values.json && !values.data) throw new BadInput('--json needs --data and --labels: it prints the figures of the labelled series.')
  const tools = Number(values.tools)
  if (!Number.isInteger(tools) || tools < 1) throw new BadInput('--tools takes a whole number from 1 on.')
  return { ...values, tools }
}

interface LabelledOptions {
  data: string
  labels: string
  'thresholds-from'?: string
  detections?: string
  json: boolean
}

function benchLabelled(options: LabelledOptions) {
  const carried = options['thresholds-from'] ? readThresholds(options['thresholds-from']) : null
  const series = readLabelled(options.data, options.labels)
  const { replays, microsPerValue } = runSeriesDetector(series)
  const scored = replays.map((replay) => scoreReplay(replay))
  const z = runZRule(series)
  if (options.detections) writeDetections(options.detections, options.data, scored)
  const report = {
    files: series.length,
    ...figures(scored, squeeze(seriesConfig.anomaly), carried),
    parametersChosenWithoutFolder: withoutFolder(replays),
    microsPerValue,
    specifiedZ: { ...figures(z.scored, squeeze(zConfig.warning), null), atLimits: zLimits(z.scored), microsPerValue: z.microsPerValue },
  }
  if (!options.json) printLabelled(report)
  return report
}

/** Everything that is asked of one detector. `optimised` is what a later run takes thresholds from. */
function figures(scored: readonly Scored[], shipped: number, carried: Thresholds | null) {
  const optimised = perProfile((profile) => bestScore(scored, profile))
  const standard = optimised.standard.threshold
  return {
    optimised,
    events: eventsAt(scored, standard),
    shipped: { threshold: shipped, scores: perProfile((profile) => scoreAt(scored, shipped, profile)), events: eventsAt(scored, shipped) },
    carried: carried && {
      scores: perProfile((profile) => scoreAt(scored, carried[profile], profile)),
      events: eventsAt(scored, carried.standard),
    },
    halves: perProfile((profile) => acrossHalves(scored, profile)),
    thresholdChosenWithoutFolder: perProfile((profile) => acrossFolders(scored, profile)),
  }
}

function perProfile<T>(of: (profile: Profile) => T): Record<Profile, T> {
  const [standard, lowFalsePositives, lowMisses] = profiles
  return { [standard]: of(standard), [lowFalsePositives]: of(lowFalsePositives), [lowMisses]: of(lowMisses) } as Record<Profile, T>
}

/** Every second series chooses the threshold for the others, both ways. */
function acrossHalves(scored: readonly Scored[], profile: Profile): number {
  const halves = [0, 1].map((rest) => scored.filter((_, i) => i % 2 === rest))
  return scoreCarried(
    halves.map((half, i) => ({ scored: half, threshold: bestScore(halves[1 - i] ?? [], profile).threshold })),
    profile,
  )
}

/** Every folder is judged at the threshold that the other folders choose. */
function acrossFolders(scored: readonly Scored[], profile: Profile): number {
  return scoreCarried(
    foldersOf(scored).map((folder) => ({
      scored: scored.filter(({ series }) => folderOf(series.name) === folder),
      threshold: bestScore(
        scored.filter(({ series }) => folderOf(series.name) !== folder),
        profile,
      ).threshold,
    })),
    profile,
  )
}

/** The same with the parameters: every folder is judged with the parameters and the threshold that are best for the others. */
function withoutFolder(replays: readonly Replay[]) {
  const tries = parameters().map((config) => ({ config, scored: replays.map((replay) => scoreReplay(replay, config)) }))
  return perProfile((profile) => {
    const groups = foldersOf(replays).map((folder) => {
      const [best] = tries
        .map(({ config, scored }) => ({
          config,
          chosen: bestScore(
            scored.filter(({ series }) => folderOf(series.name) !== folder),
            profile,
          ),
          scored: scored.filter(({ series }) => folderOf(series.name) === folder),
        }))
        .sort((a, b) => b.chosen.score - a.chosen.score)
      if (!best) throw new Error('there are parameters to try')
      return { scored: best.scored, threshold: best.chosen.threshold }
    })
    return { score: scoreCarried(groups, profile), tried: tries.length }
  })
}

/** Around the shipped ones, both ways: what the strength is made of and when it is news. */
function parameters(): SeriesConfig[] {
  const list: SeriesConfig[] = []
  for (const exponent of [2.5, 3, 3.5]) {
    for (const persistence of [0, 0.25, 0.5, 0.75]) {
      for (const quiet of [50, 100, 150]) list.push({ ...seriesConfig, exponent, persistence, quiet })
    }
  }
  return list
}

/** The specified rule as it is written: every row over a limit is an alert. */
function zLimits(scored: readonly Scored[]) {
  return [zConfig.warning, zConfig.critical, zConfig.urgent].map((limit) => ({
    limit,
    score: scoreAt(scored, squeeze(limit), 'standard'),
    events: eventsAt(scored, squeeze(limit)),
  }))
}

function foldersOf(list: readonly { series: { name: string } }[]): string[] {
  return [...new Set(list.map(({ series }) => folderOf(series.name)))]
}

function folderOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('/')))
}

function readThresholds(file: string): Thresholds {
  const { optimised } = readJson(file)
  return perProfile((profile) => {
    const found = (optimised as Partial<Record<Profile, Partial<NabScore>>> | undefined)?.[profile]?.threshold
    if (found !== null && typeof found !== 'number')
      throw new BadInput(`${file} has no optimised.${profile}.threshold: give it the --json output of an earlier run.`)
    return found
  })
}

/** Scores by time, in the form that scorers of the benchmark take. */
function writeDetections(file: string, folder: string, scored: readonly Scored[]): void {
  const all = scored.map(({ series, scores }) => {
    const rows = series.times.map((at, row) => ({ timestamp: new Date(at).toISOString().slice(0, 19).replace('T', ' '), score: scores[row] ?? 0 }))
    return [series.name, rows]
  })
  writeFileSync(file, JSON.stringify(Object.fromEntries(all)))
  process.stderr.write(`scores of ${folder} written to ${file}\n`)
}

type Report = ReturnType<typeof benchLabelled>
type Figures = ReturnType<typeof figures>

function printLabelled(report: Report): void {
  say(`${report.files} labelled series, ${report.events.windows} windows. NAB score: standard / reward low FP / reward low FN.\n`)
  printFigures('Series detector', report)
  const chosen = report.parametersChosenWithoutFolder
  say(
    `  ${'parameters and threshold chosen without the folder'.padEnd(52)} ${trio(perProfile((profile) => chosen[profile].score))}  of ${chosen.standard.tried} sets`,
  )
  say(`  ${report.microsPerValue.toFixed(1)} µs per value\n`)
  printFigures('z-score as specified', report.specifiedZ)
  for (const { limit, score, events } of report.specifiedZ.atLimits)
    say(`  ${`as written, |z| > ${limit}`.padEnd(52)} ${score.toFixed(1)}  ${sentence(events)}`)
  say(`  ${report.specifiedZ.microsPerValue.toFixed(1)} µs per value\n`)
}

function printFigures(title: string, { optimised, events, shipped, carried, halves, thresholdChosenWithoutFolder }: Figures): void {
  const standard = optimised.standard.threshold
  const row = (what: string, scores: Record<Profile, number>, found?: Events) =>
    say(`  ${what.padEnd(52)} ${trio(scores)}${found ? `  ${sentence(found)}` : ''}`)
  say(title)
  row(
    `best threshold (${standard === null ? 'none' : unsqueeze(standard).toFixed(2)})`,
    perProfile((profile) => optimised[profile].score),
    events,
  )
  row(`shipped threshold (${unsqueeze(shipped.threshold).toFixed(2)})`, shipped.scores, shipped.events)
  if (carried) row('thresholds of the given run', carried.scores, carried.events)
  row('threshold of one half on the other, both ways', halves)
  row('threshold chosen without the folder', thresholdChosenWithoutFolder)
}

function trio(scores: Record<Profile, number>): string {
  return profiles.map((profile) => scores[profile].toFixed(1)).join(' / ')
}

function sentence({ found, windows, falseAlerts, precision, recall, f1, falseAlertsPerSeriesWeek }: Events): string {
  const percent = (share: number) => `${Math.round(100 * share)} %`
  return `found ${found} of ${windows}, ${falseAlerts} false alerts, ${falseAlertsPerSeriesWeek.toFixed(2)} per series and week; precision ${percent(precision)}, recall ${percent(recall)}, F1 ${percent(f1)}`
}
