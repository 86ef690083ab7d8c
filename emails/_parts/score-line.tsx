import { Column, Row, Section } from 'react-email'
import { formatPoints, formatScore } from '@/lib/format'
import type { Grade, Light } from '@/lib/scores/model'
import { light } from './palette'
import { lightMarks } from './traffic-lights'

interface ScoreLineProps {
  score: number
  grade: Grade
  state: Light
  /** Points against a week ago; null where there is no score of then. */
  change: number | null
}

/** The health score large, with its grade, state and change beside it. */
export function ScoreLine({ score, grade, state, change }: ScoreLineProps) {
  const mark = lightMarks[state]
  return (
    <Section style={{ margin: '12px 0 8px' }}>
      <Row>
        <Column className="ink-text" style={{ color: light('text'), fontSize: 40, fontWeight: 600, lineHeight: '44px', width: 1, whiteSpace: 'nowrap' }}>
          {formatScore(score)}
        </Column>
        <Column style={{ paddingLeft: 14, verticalAlign: 'middle' }}>
          <span className={`ink-${mark.colour}`} style={{ color: light(mark.colour), fontSize: 15, fontWeight: 600, lineHeight: '22px' }}>
            {mark.mark} {grade}, {mark.word.toLowerCase()}
          </span>
          <br />
          <span className="ink-quiet" style={{ color: light('quiet'), fontSize: 13, lineHeight: '20px' }}>
            {change === null ? 'of 100 points' : `of 100 points, ${formatPoints(change)} against last week`}
          </span>
        </Column>
      </Row>
    </Section>
  )
}
