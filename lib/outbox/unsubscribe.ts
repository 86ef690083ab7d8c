import { hkdfSync } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'
import { env } from '@/lib/env'
import { type MailCategoryName, mailCategorySchema } from './model'

const AUDIENCE = 'unsubscribe'

/** One person and one category: all that the link in a mail can change. */
export interface Unsubscribe {
  userId: string
  category: MailCategoryName
}

/**
 * A signed token for the unsubscribe link of one person and category. It does not expire: a mail
 * found years later must still stop the next one.
 */
export function signUnsubscribe({ userId, category }: Unsubscribe): Promise<string> {
  return new SignJWT({ category }).setProtectedHeader({ alg: 'HS256' }).setSubject(userId).setAudience(AUDIENCE).sign(signingKey())
}

/** What a token stands for; null when it is not ours, altered or about an unknown category. */
export async function readUnsubscribe(token: string): Promise<Unsubscribe | null> {
  try {
    const { payload } = await jwtVerify(token, signingKey(), { audience: AUDIENCE, algorithms: ['HS256'] })
    const category = mailCategorySchema.safeParse(payload.category)
    return payload.sub && category.success ? { userId: payload.sub, category: category.data } : null
  } catch {
    return null
  }
}

/** The page behind the link in a mail's footer. It asks before it changes anything. */
export async function unsubscribePageUrl(target: Unsubscribe): Promise<string> {
  return `${env().APP_URL.replace(/\/$/, '')}/unsubscribe?token=${await signUnsubscribe(target)}`
}

/** RFC 8058: the mail program's own button posts here, without cookies or a further question. */
export async function unsubscribeHeaders(target: Unsubscribe): Promise<Record<string, string>> {
  return {
    'List-Unsubscribe': `<${env().APP_URL.replace(/\/$/, '')}/api/unsubscribe?token=${await signUnsubscribe(target)}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  }
}

// Derived, so that a token of one purpose can never pass for another's.
function signingKey(): Uint8Array {
  const secret = env().BETTER_AUTH_SECRET
  if (!secret) throw new Error('BETTER_AUTH_SECRET is not set. `npm start` and `npm run quickstart` generate it into .data/secret.')
  return new Uint8Array(hkdfSync('sha256', secret, 'pulsegrid', 'unsubscribe', 32))
}
