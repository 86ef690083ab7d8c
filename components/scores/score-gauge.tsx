import { Gauge } from '@/components/ui/gauge'
import { formatScore } from '@/lib/format'
import type { Grade, Light } from '@/lib/scores/model'
import { lightTone, lightWord } from './score-tone'

/** A developer's or consumer's total as a dial: the figure, its grade, its traffic light. Null: not scored yet. */
export function ScoreGauge({ score, grade, light, size }: { score: number | null; grade: Grade | null; light: Light | null; size?: number }) {
  return (
    <Gauge
      value={score}
      tone={lightTone(light)}
      label="Health score"
      size={size}
      ticks={[60, 80]}
      caption={grade && light ? `${grade} · ${lightWord[light].toLowerCase()}` : 'not scored yet'}
    >
      {score === null ? '–' : formatScore(score)}
    </Gauge>
  )
}
