import { formatCount } from '@/lib/format'

/** What is kept from being told, in one sentence. */
export function silencesSentence(active: number, held: number): string {
  if (active === 0) return 'No silence holds: every alert is told'
  const silences = active === 1 ? 'One silence holds' : `${formatCount(active)} silences hold`
  return `${silences}, and keeps ${held === 0 ? 'nothing back now' : held === 1 ? 'one open alert back' : `${formatCount(held)} open alerts back`}`.replace(
    /hold, and keeps/,
    'hold, and keep',
  )
}
