import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { AppError } from '@/lib/errors'
import { MAX_BODY_BYTES } from './model'

const inflate = promisify(gunzip)

/**
 * The body of a request, inflated when it says gzip. The size is capped while it is read and again
 * while it is inflated, so that neither a long nor a densely packed body takes memory.
 * @throws AppError too_large, unsupported (other encodings), invalid (broken gzip or a broken connection)
 */
export async function readBody(request: Request): Promise<Buffer> {
  const encoding = request.headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity'
  if (encoding !== 'identity' && encoding !== 'gzip') {
    throw new AppError('unsupported', `The content encoding "${encoding.slice(0, 40)}" is not supported. Send gzip or no encoding.`)
  }
  const sent = await readCapped(request)
  if (encoding === 'identity') return sent
  try {
    return await inflate(sent, { maxOutputLength: MAX_BODY_BYTES })
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge()
    throw new AppError('invalid', 'The body is not valid gzip.')
  }
}

async function readCapped(request: Request): Promise<Buffer> {
  const declared = request.headers.get('content-length')
  if (declared !== null && Number(declared) > MAX_BODY_BYTES) throw tooLarge()
  if (!request.body) return Buffer.alloc(0)
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = request.body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      size += value.byteLength
      if (size > MAX_BODY_BYTES) {
        await reader.cancel()
        throw tooLarge()
      }
      chunks.push(value)
    }
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('invalid', 'The body ended early.', { cause: error })
  }
  return Buffer.concat(chunks, size)
}

function tooLarge(): AppError {
  return new AppError('too_large', `The body is larger than ${MAX_BODY_BYTES / 1024 / 1024} MiB. Send fewer rows in a request.`)
}
