import type { DescribedOperation } from '@/lib/http/openapi/model'

export const reference: DescribedOperation[] = [
  {
    method: 'get',
    access: { public: true },
    summary: 'The badge of a public listing: <slug>.svg, or <slug>.json as shields.io takes it.',
    description: 'May be shown on other sites. Of a slug that there is none of it is grey, with status 404.',
    response: [
      { mediaType: 'image/svg+xml', description: 'The badge.' },
      {
        mediaType: 'application/json',
        description: 'Label, message and colour.',
        example: '{"schemaVersion":1,"label":"Pulsegrid","message":"99.9 % answered","color":"green"}',
      },
    ],
  },
]
