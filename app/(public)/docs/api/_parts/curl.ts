import type { Method, OperationObject } from '@/lib/http/openapi/model'
import { sample } from '@/lib/http/openapi/schema'

/** The operation as a command for a shell: a key where one may be used, otherwise the session's cookie; required parameters and a small body. */
export function curlOf(origin: string, path: string, method: Method, operation: OperationObject): string {
  const required = (operation.parameters ?? []).filter((parameter) => parameter.required)
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const schema = required.find((parameter) => parameter.in === 'path' && parameter.name === name)?.schema
    return schema ? encodeURIComponent(String(sample(schema, name))) : name
  })
  const query = required
    .filter((parameter) => parameter.in === 'query')
    .map(({ name, schema }) => `${name}=${encodeURIComponent(String(sample(schema, name)))}`)
  const [mediaType, body] = Object.entries(operation.requestBody?.content ?? {})[0] ?? []
  const payload = body && (body.example ?? (body.schema.type || body.schema.anyOf || body.schema.oneOf ? sample(body.schema) : undefined))
  const text = payload === undefined ? '@body' : typeof payload === 'string' ? payload : JSON.stringify(payload)
  return [
    `curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}'${origin}${address}${query.length > 0 ? `?${query.join('&')}` : ''}'`,
    ...credentials(operation),
    ...required.filter((parameter) => parameter.in === 'header').map(({ name }) => `-H '${name}: …'`),
    ...(mediaType ? [`-H 'content-type: ${mediaType}'`, `--data-binary '${text.replaceAll("'", `'\\''`)}'`] : []),
  ].join(' \\\n  ')
}

function credentials({ security }: OperationObject): string[] {
  if (security.some((one) => 'key' in one)) return ['-H "authorization: Bearer $PULSEGRID_KEY"']
  if (security.some((one) => 'secret' in one)) return ['-H "authorization: Bearer $SECRET"']
  if (security.some((one) => 'session' in one)) return ['-b "pulsegrid.session_token=$SESSION"']
  return []
}
