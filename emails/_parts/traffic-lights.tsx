import { Column, Row, Section } from 'react-email'
import type { Light } from '@/lib/scores/model'
import { type Colour, light } from './palette'
import { FigureTable } from './rows'

/** Shape and word beside the colour: colour is never alone. */
export const lightMarks: Record<Light, { colour: Colour; mark: string; word: string }> = {
  good: { colour: 'good', mark: '●', word: 'Good' },
  warning: { colour: 'warning', mark: '▲', word: 'Needs work' },
  critical: { colour: 'critical', mark: '■', word: 'Poor' },
}

const notApplicable: { colour: Colour; mark: string; word: string } = { colour: 'quiet', mark: '○', word: 'Not applicable' }

interface TrafficLightsProps {
  dimensions: { title: string; points: string; light: Light | null }[]
}

/** One segment a dimension, then each by name: the bar is the glance, the rows are the figures. */
export function TrafficLights({ dimensions }: TrafficLightsProps) {
  return (
    <>
      <Section aria-hidden="true" data-skip-in-text="true" style={{ margin: '20px 0 10px' }}>
        <Row>
          {dimensions.map(({ title, light: state }, i) => {
            const colour: Colour = state ? lightMarks[state].colour : 'border'
            return (
              <Column key={title} style={{ padding: i === 0 ? 0 : '0 0 0 4px', width: `${100 / dimensions.length}%` }}>
                <div className={`fill-${colour}`} style={{ backgroundColor: light(colour), borderRadius: 3, fontSize: 1, height: 10, lineHeight: '10px' }}>
                  &nbsp;
                </div>
              </Column>
            )
          })}
        </Row>
      </Section>
      <FigureTable
        rows={dimensions.map(({ title, points, light: state }) => {
          const { mark, word, colour } = state ? lightMarks[state] : notApplicable
          return { label: title, middle: { text: `${mark} ${word}`, colour }, last: { text: points, strong: true } }
        })}
      />
    </>
  )
}
