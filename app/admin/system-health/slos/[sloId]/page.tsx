import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { SloCard } from '@/components/systems/slo-card'
import { SloForm } from '@/components/systems/slo-form'
import { WhyPanel } from '@/components/systems/why-panel'
import { Banner } from '@/components/ui/banner'
import { Card } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { KeyValue } from '@/components/ui/key-value'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import type { SearchParams } from '@/components/ui/table-query'
import { findRule } from '@/lib/alerts/queries/list-rules'
import { formatMinutes, plain } from '@/lib/alerts/words'
import { hasPermission } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { platformSentence } from '@/lib/systems/platform'
import { explain } from '@/lib/systems/queries/explain'
import { getSlo } from '@/lib/systems/queries/list-slos'
import { listSystems } from '@/lib/systems/queries/list-systems'
import { offeredMetrics } from '../_parts/offered-metrics'
import { remove, save } from '../actions'

export const metadata: Metadata = { title: 'SLO' }

interface SloPageProps {
  params: Promise<{ sloId: string }>
  searchParams: Promise<SearchParams>
}

/** An SLO: how it stands, how fast its budget burns, why, and its editor. */
export default async function SloPage({ params, searchParams }: SloPageProps) {
  const ctx = await requireStaff('admin.read')
  const { now } = ctx
  const { sloId } = await params
  const { slo, rule, systems, findings } = await readPlatform(ctx, async (tx) => {
    const found = await getSlo(tx, sloId, now)
    const suffers = found.standing.state === 'breached' || found.standing.state === 'burning'
    return {
      slo: found,
      rule: found.ruleId === null ? null : await findRule(tx, { by: { id: found.ruleId }, organizationId: null, now }),
      systems: await listSystems(tx),
      findings: suffers ? (await explain(tx, [found], now)).filter(({ costs }) => costs.length > 0) : [],
    }
  }).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') notFound()
    throw error
  })
  const writes = hasPermission(ctx.actor, 'alerts.write')
  const own = systems.some(({ key }) => key === slo.systemKey) ? systems : [...systems, { key: slo.systemKey, name: `${slo.systemName} (archived)` }]
  return (
    <>
      <PageHeader
        eyebrow={`SLO of ${slo.systemName}`}
        title={platformSentence([slo], now).replace('The only SLO is', `${slo.name} is`).replace(`: ${slo.name} (`, ' (')}
        note={slo.description || null}
        actions={<LinkButton href="/admin/system-health/slos">All SLOs</LinkButton>}
      />
      <div className="space-y-4">
        {(await searchParams).saved ? <Banner tone="good" title="Saved. The next minute is judged by it." /> : null}
        <WhyPanel findings={findings} now={now} />
        <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
          {writes ? (
            <Card title="Change it">
              <SloForm key={slo.version} save={save} slo={slo} minBad={rule?.options.minBad ?? null} systems={own} metrics={offeredMetrics} />
            </Card>
          ) : null}
          <div className="space-y-4">
            <SloCard slo={slo} now={now} href={`/admin/system-health/slos/${slo.id}`} />
            <Card title="How fast its budget burns" note="Times the pace at which it would last just the window.">
              <KeyValue
                columns={2}
                items={slo.standing.burns.map(({ minutes, rate, tellsFrom, bad, total }) => ({
                  label: formatMinutes(minutes),
                  value: `${rate === null ? 'no events' : `${plain(Number(rate.toPrecision(3)))} times`}, tells from ${plain(tellsFrom)} (${plain(bad)} of ${plain(total)})`,
                }))}
              />
            </Card>
            {rule ? (
              <LinkButton href={`/admin/alerts/rules/${rule.id}`}>Its alert rule and channels</LinkButton>
            ) : (
              <p className="text-sm text-text-muted">Nobody is told of it: it has no alert rule. Saving it with “Tell when its budget burns” writes one.</p>
            )}
            {writes ? (
              <div>
                <ConfirmDialog
                  trigger={{ label: 'Delete the SLO', variant: 'danger' }}
                  title={`Delete ${slo.name}?`}
                  consequence="It counts no longer for the state of the platform, and its alert rule goes with it; what that has open resolves. Past alerts stay."
                  phrase={slo.name}
                  action={remove}
                  fields={{ id: slo.id, version: String(slo.version), name: slo.name }}
                  confirmLabel="Delete it"
                />
              </div>
            ) : null}
          </div>
        </div>
      </div>
    </>
  )
}
