import { metricsText, requireMetricsToken } from '@/lib/http/metrics-text'
import { answer } from '@/lib/http/route'

/** The metrics of this process and the levels of the platform, for Prometheus. */
export function GET(request: Request): Promise<Response> {
  return answer(request, async () => {
    requireMetricsToken(request)
    return metricsText(request, new Date())
  })
}
