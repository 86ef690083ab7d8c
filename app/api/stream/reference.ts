import { describeStream } from '@/lib/http/openapi/describe-stream'

export const reference = [describeStream('tenant', 'in the organization that the session looks at')]
