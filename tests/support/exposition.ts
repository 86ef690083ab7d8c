/** A family of metrics as a strict reader of the exposition finds it. */
export interface Family {
  name: string
  type: string
  help: string
  samples: { name: string; labels: Record<string, string>; value: number }[]
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/
const suffixes: Record<string, string[]> = { histogram: ['_bucket', '_sum', '_count'], counter: ['', '_total'], gauge: [''] }

/**
 * Reads an exposition by the grammar of its format and throws at whatever it does not allow: a family that comes
 * twice or lies apart, a sample without its family, a label set that comes twice, a broken escape.
 */
export function parseExposition(text: string, format: 'prometheus' | 'openmetrics'): Map<string, Family> {
  if (!text.endsWith('\n')) throw new Error('the last line does not end')
  const lines = text.slice(0, -1).split('\n')
  if (format === 'openmetrics' && lines.pop() !== '# EOF') throw new Error('# EOF is missing')
  const families = new Map<string, Family>()
  const seen = new Set<string>()
  let current: Family | undefined
  for (const line of lines) {
    const comment = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line)
    if (comment) {
      const [, word, name = '', rest = ''] = comment
      if (!NAME.test(name)) throw new Error(`not a name: ${name}`)
      if (word === 'HELP') {
        if (families.has(name)) throw new Error(`${name} comes twice`)
        current = { name, type: '', help: rest, samples: [] }
        families.set(name, current)
      } else {
        if (current?.name !== name || current.type !== '' || current.samples.length > 0) throw new Error(`the type of ${name} is out of place`)
        if (!suffixes[rest]) throw new Error(`no type: ${rest}`)
        if (format === 'openmetrics' && rest === 'counter' && name.endsWith('_total')) throw new Error(`${name}: a family of OpenMetrics has no _total`)
        current.type = rest
      }
      continue
    }
    const sample = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/.exec(line)
    if (!sample || !current) throw new Error(`not a line of the exposition: ${line}`)
    const [, name = '', labelText = '', valueText = ''] = sample
    if (!suffixes[current.type]?.some((suffix) => name === current?.name + suffix)) throw new Error(`${name} does not belong to ${current.name}`)
    if (format === 'openmetrics' && current.type === 'counter' && !name.endsWith('_total')) throw new Error(`${name}: a counter of OpenMetrics ends in _total`)
    const identity = `${name}{${labelText}}`
    if (seen.has(identity)) throw new Error(`${identity} comes twice`)
    seen.add(identity)
    const value = Number(valueText)
    if (valueText === '' || Number.isNaN(value)) throw new Error(`no number: ${valueText}`)
    current.samples.push({ name, labels: parseLabels(labelText), value })
  }
  return families
}

function parseLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {}
  for (let rest = text; rest !== ''; ) {
    const [whole = '', name = '', value = ''] = LABEL.exec(rest) ?? []
    if (whole === '') throw new Error(`no label: ${rest}`)
    if (Object.hasOwn(labels, name)) throw new Error(`the label ${name} comes twice`)
    labels[name] = value.replace(/\\(["\\n])/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped))
    rest = rest.slice(whole.length)
  }
  return labels
}
