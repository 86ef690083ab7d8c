import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { z } from 'zod'
import { getOrganization } from '@/lib/accounts/queries'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { findReported, findSend } from '@/lib/webhooks/queries/find-delivery'
import { ReportedView } from './_parts/reported-view'
import { SendView } from './_parts/send-view'

export const metadata: Metadata = { title: 'Webhook delivery' }

export default async function DeliveryPage({ params }: { params: Promise<{ deliveryId: string }> }) {
  const ctx = await requireTenant()
  const id = z.uuid().safeParse((await params).deliveryId)
  if (!id.success) notFound()
  const scope = { organizationId: ctx.organizationId, id: id.data }
  const { send, reported, zone } = await readTenant(ctx, async (tx) => {
    const [send, reported, organization] = await Promise.all([findSend(tx, scope), findReported(tx, scope), getOrganization(tx, ctx.organizationId)])
    return { send, reported, zone: organization.timeZone }
  })
  if (send) return <SendView send={send} now={ctx.now} zone={zone} />
  if (reported) return <ReportedView delivery={reported} now={ctx.now} zone={zone} />
  notFound()
}
