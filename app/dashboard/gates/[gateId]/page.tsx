import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { gateFix, gateMark, gateSentence } from '@/components/gates/gate-sentence'
import { GateTrack } from '@/components/gates/gate-track'
import { Card } from '@/components/ui/card'
import { KeyValue } from '@/components/ui/key-value'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { StatusMark } from '@/components/ui/status-mark'
import { getOrganization } from '@/lib/accounts/queries'
import { isOwner } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { formatDateTime, formatDuration } from '@/lib/format'
import { listExemptions } from '@/lib/gates/queries/list-exemptions'
import { getGate } from '@/lib/gates/queries/list-gates'
import { timelineOf } from '@/lib/gates/timeline'
import { gateRemedies, gateRules, gateTitles } from '@/lib/gates/words'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { MINUTE } from '@/lib/time'
import { GateFigures } from '../_parts/running-gate'
import { ExemptionCard } from './_parts/exemption-card'

export const metadata: Metadata = { title: 'Quality gate' }

export default async function GatePage({ params }: { params: Promise<{ gateId: string }> }) {
  const ctx = await requireTenant()
  const { gateId } = await params
  const { organizationId } = ctx
  const { gate, zone, exemptions } = await readTenant(ctx, async (tx) => ({
    gate: await getGate(tx, { organizationId, gateId }),
    zone: (await getOrganization(tx, organizationId)).timeZone,
    exemptions: await listExemptions(tx, { organizationId, limit: 100, offset: 0 }),
  })).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') notFound()
    throw error
  })
  const fix = gateFix(gate.type, gate.toolId)
  const own = exemptions.filter((one) => one.type === gate.type && one.toolId === gate.toolId)
  return (
    <>
      <PageHeader
        eyebrow={`${gateTitles[gate.type]} · ${gate.toolName ?? 'all your tools'}`}
        title={gateSentence(gate, zone)}
        note={<StatusMark {...gateMark(gate)} />}
        actions={
          gate.state === 'lifted' ? null : (
            <LinkButton href={fix.href} variant="primary">
              {fix.label}
            </LinkButton>
          )
        }
      />
      <div className="space-y-4">
        <Card title={gate.state === 'lifted' ? 'How it went' : 'What happens when'} note={`Times are those of ${zone}.`}>
          <GateTrack type={gate.type} steps={timelineOf(gate, gate.notices)} zone={zone} />
        </Card>
        <Card title={gate.state === 'lifted' ? 'The figures when it was lifted' : 'Why it is open'} note={gateRules[gate.type]}>
          <GateFigures gate={gate} />
        </Card>
        {gate.state === 'lifted' ? null : (
          <div className="grid items-start gap-4 lg:grid-cols-2">
            <Card title="What to do">
              <ol className="list-decimal space-y-2 pl-5 text-sm marker:text-text-muted">
                {gateRemedies[gate.type].map((step) => (
                  <li key={step} className="max-w-[60ch] pl-1">
                    {step}
                  </li>
                ))}
              </ol>
            </Card>
            <ExemptionCard gate={gate} exemptions={own} mayAsk={isOwner(ctx.actor)} now={ctx.now} zone={zone} />
          </div>
        )}
        <Card title="Facts">
          <KeyValue
            columns={4}
            items={[
              { label: 'Opened', value: formatDateTime(gate.triggeredAt, zone) },
              { label: 'In force since', value: gate.appliedAt ? formatDateTime(gate.appliedAt, zone) : 'not in force' },
              { label: 'Clock stood for', value: gate.stoppedMinutes === 0 ? 'never' : formatDuration(gate.stoppedMinutes * MINUTE) },
              { label: 'Last judged', value: formatDateTime(gate.checkedAt, zone) },
            ]}
          />
        </Card>
      </div>
    </>
  )
}
