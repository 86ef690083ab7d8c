import { Card } from '@/components/ui/card'
import { Disclosure } from '@/components/ui/disclosure'
import { KeyValue } from '@/components/ui/key-value'
import { formatDateTime, formatScore } from '@/lib/format'
import type { ScoreReport } from '@/lib/scores/model'

/** What the score rests on, for whoever wants to check it. */
export function ScoreReceipt({ report, zone }: { report: ScoreReport & { rawScore?: number | null }; zone: string }) {
  return (
    <Card flush>
      <Disclosure summaryClassName="px-4 py-3 sm:px-5" summary={<span className="text-sm text-text-muted">Receipt of this score</span>}>
        <div className="border-t border-border px-4 py-4 sm:px-5">
          <p className="mb-4 max-w-[68ch] text-sm text-text-muted">
            Each daily score keeps the figures that went in, the version of the formula, and a hash of both, so that it can be calculated again and compared.
          </p>
          <KeyValue
            columns={3}
            items={[
              { label: 'Calculated', value: formatDateTime(report.calculatedAt, zone) },
              { label: 'Formula version', value: <code className="font-mono text-sm">{report.formulaVersion}</code> },
              report.rawScore === undefined
                ? { label: 'Score', value: formatScore(report.score) }
                : { label: 'Fair score, raw score', value: `${formatScore(report.score)}, ${formatScore(report.rawScore)}` },
              { label: 'Hash of the inputs (SHA-256)', value: <code className="font-mono text-xs break-all">{report.inputsHash}</code> },
            ]}
          />
        </div>
      </Disclosure>
    </Card>
  )
}
