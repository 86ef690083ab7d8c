import { createOTP } from '@better-auth/utils/otp'

/** The code that an authenticator app shows for a key as it stands on the page; `offset` in steps of 30 s. */
export function codeOf(secret: string, offset = 0): Promise<string> {
  return createOTP(decodeBase32(secret.replaceAll(/\s/g, ''))).hotp(Math.floor(Date.now() / 30_000) + offset)
}

function decodeBase32(text: string): string {
  const bits = [...text].map((character) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(character).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2))).toString('utf8')
}
