import { LOCAL_PROVIDER_ID } from '@/lib/outbox/model'
import type { Sender } from '../model'

/** Without a provider the mail is delivered where it already is: the outbox at /admin/outbox. */
export const localSender: Sender = {
  paced: false,
  send: async () => ({
    result: { kind: 'accepted', providerId: LOCAL_PROVIDER_ID },
    pace: { perSecond: null, remaining: null, resetSeconds: null },
  }),
}
