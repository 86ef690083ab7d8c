import type { DescribedOperation } from '@/lib/http/openapi/model'

export const reference: DescribedOperation[] = [
  {
    method: 'post',
    access: { key: 'ingest:write' },
    summary: 'Takes metrics; they become series that alert rules may watch (OpenTelemetry, OTLP over HTTP).',
    description: 'The body may be compressed (Content-Encoding: gzip). The answer is of the same media type as the request, as OTLP has it.',
    body: [
      { mediaType: 'application/x-protobuf', description: 'ExportMetricsServiceRequest.' },
      { mediaType: 'application/json', description: 'The same as JSON.' },
    ],
    response: [
      { mediaType: 'application/x-protobuf', description: 'What was taken; partialSuccess says what was not.' },
      { mediaType: 'application/json', description: 'The same as JSON.' },
    ],
  },
]
