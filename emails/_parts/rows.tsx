import type { CSSProperties } from 'react'
import { type Colour, light } from './palette'

interface Cell {
  text: string
  colour?: Colour
  strong?: boolean
}

interface FigureTableProps {
  rows: { label: string; middle: Cell; last: Cell }[]
  /** Lines between the rows. */
  ruled?: boolean
}

/** Labels at the left, two columns of figures at the right; fits 375 px. In the text part the columns stay. */
export function FigureTable({ rows, ruled = false }: FigureTableProps) {
  return (
    <table role="presentation" width="100%" cellPadding={0} cellSpacing={0} data-text-format="dataTable" style={{ borderCollapse: 'collapse' }}>
      <tbody>
        {rows.map(({ label, middle, last }, row) => (
          <tr key={label}>
            <td className="ink-text edge" style={{ ...cellStyle({ text: label }, ruled, row), paddingLeft: 0, textAlign: 'left', whiteSpace: 'normal' }}>
              {label}
            </td>
            {[middle, last].map((cell) => (
              <td key={cell === last ? 'last' : 'middle'} className={`ink-${cell.colour ?? 'text'} edge`} style={cellStyle(cell, ruled, row)}>
                {cell.text}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function cellStyle({ colour = 'text', strong = false }: Cell, ruled: boolean, row: number): CSSProperties {
  const vertical = ruled ? 9 : 4
  return {
    borderTop: ruled && row > 0 ? `1px solid ${light('border')}` : undefined,
    color: light(colour),
    fontSize: colour === 'text' ? 14 : 13,
    fontWeight: strong ? 600 : 400,
    lineHeight: '20px',
    padding: `${vertical}px 0 ${vertical}px 12px`,
    textAlign: 'right',
    verticalAlign: 'top',
    whiteSpace: 'nowrap',
  }
}
