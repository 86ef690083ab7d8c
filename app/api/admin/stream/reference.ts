import { describeStream } from '@/lib/http/openapi/describe-stream'

export const reference = [describeStream('staff', 'on the platform')]
