import { Banner } from '@/components/ui/banner'
import { evaluatorBanner } from '@/lib/alerts/evaluator-health'

interface EvaluatorBannerProps {
  /** End of the newest minute that the rules were judged by. */
  judgedTo: Date | null
  now: Date
  to: 'staff' | 'members'
}

/** Says that nothing is watched just now. Nothing while the rules are judged. */
export function EvaluatorBanner({ judgedTo, now, to }: EvaluatorBannerProps) {
  const banner = evaluatorBanner(judgedTo, now, to)
  if (banner === null) return null
  return (
    <Banner tone="critical" title={banner.title}>
      {banner.note}
    </Banner>
  )
}
