// What an alert rule is promised to do, written down a second time and in another shape: no phases, no moments,
// only how often something was seen in a row. Tests let it live through the same minutes as the product and
// compare what happened.

export type Word = 'bad' | 'worse' | 'between' | 'fine' | 'none' | 'error'
export const words: readonly Word[] = ['bad', 'worse', 'between', 'fine', 'none', 'error']

/** What each word reads where everything above 100 is bad; null: nothing. */
export const wordValues: Record<Exclude<Word, 'error'>, number | null> = { bad: 150, worse: 300, between: 95, fine: 10, none: null }

export interface ReferenceRule {
  forMinutes: number
  recoverMinutes: number
  noData: 'keep' | 'resolve' | 'alert'
}

export type Agreed = { until: 'resolved' } | { until: 'time'; at: number } | { until: 'worse'; than: number }

export interface Reference {
  /** Bad readings in a row before it was told. */
  bad: number
  /** It was told, and has not been fine for long enough since. */
  told: boolean
  /** Fine readings in a row since. */
  fine: number
  /** Evaluations in a row without a reading. */
  missed: number
  open: boolean
  agreed: Agreed | null
  changed: boolean
  on: boolean
}

export const untouched = (): Reference => ({ bad: 0, told: false, fine: 0, missed: 0, open: false, agreed: null, changed: false, on: true })

/** Lives through one minute; returns what happened. */
export function liveMinute(it: Reference, word: Word, rule: ReferenceRule, at: number): string[] {
  const end = (reason: string): string[] => {
    const happened = it.open ? [`resolved ${reason}`] : []
    Object.assign(it, { bad: 0, told: false, fine: 0, missed: 0, open: false, agreed: null, changed: false })
    return happened
  }
  const tell = (): string[] => {
    Object.assign(it, { bad: 0, told: true, fine: 0, open: true, agreed: null })
    return ['fired']
  }
  const remind = (): string[] => {
    const { agreed } = it
    const over = agreed?.until === 'time' ? at >= agreed.at : agreed?.until === 'worse' && word !== 'error' && (wordValues[word] ?? 0) > agreed.than
    if (!it.open || !over) return []
    it.agreed = null
    return ['rearmed']
  }

  if (!it.on) return end('rule_off')
  if (it.changed && !it.open) end('')

  if (word === 'error') return remind()
  if (word === 'none') {
    if (it.bad === 0 && !it.told && rule.noData !== 'alert') return []
    it.missed++
    if (it.missed < 2) return remind()
    if (it.changed) return end('rule_changed')
    if (rule.noData === 'resolve') return end('no_data')
    if (rule.noData === 'alert') return it.told ? remind() : tell()
    return it.open ? remind() : end('')
  }

  it.missed = 0
  const isBad = word === 'bad' || word === 'worse'
  if (it.changed && !isBad) return end('rule_changed')
  it.changed = false
  if (!it.told) {
    it.bad = isBad ? it.bad + 1 : 0
    return it.bad > rule.forMinutes ? tell() : []
  }
  it.fine = word === 'fine' ? it.fine + 1 : 0
  return it.fine > rule.recoverMinutes ? end('recovered') : remind()
}
