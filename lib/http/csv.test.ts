import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvResponse } from './csv'

async function cells(rows: (string | number | null)[][]): Promise<string[][]> {
  return parse(await csvResponse('x.csv', ['head'], rows).text(), { bom: true, from_line: 2, relax_column_count: true })
}

describe('csv download', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '"=1', "'=1", '＝1', '\n=1', '  \t@x'])('defuses %j', async (text) => {
    const [[cell = ''] = []] = await cells([[text]])
    expect(cell).toMatch(/^'/)
  })

  it('keeps numbers numbers', async () => {
    expect(await cells([[-1.5, 0, null]])).toEqual([['-1.5', '0', '']])
  })

  it('gives back what went in, quotes and line breaks included', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.string().map((text) => `x${text}`),
          { minLength: 1, maxLength: 5 },
        ),
        async (row) => {
          expect(await cells([row])).toEqual([row])
        },
      ),
    )
  })
})
