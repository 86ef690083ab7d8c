import { CodeBlock } from '@/components/ui/code-block'
import { Disclosure } from '@/components/ui/disclosure'
import { Tag } from '@/components/ui/tag'
import type { MediaType, Method, OperationObject } from '@/lib/http/openapi/model'
import { curlOf } from './curl'
import { FieldLine, SchemaView } from './schema-view'

interface OperationViewProps {
  path: string
  method: Method
  operation: OperationObject
  origin: string
}

/** One operation: who may call it, what it takes, what it answers, and a command to try it. */
export function OperationView({ path, method, operation, origin }: OperationViewProps) {
  const { operationId, summary, description, parameters = [], requestBody, responses } = operation
  const [status, success] = Object.entries(responses).find(([code]) => code.startsWith('2')) ?? []
  const failures = Object.keys(responses).filter((code) => !code.startsWith('2'))
  return (
    <section id={operationId} aria-labelledby={`${operationId}-name`} className="rounded-lg border border-border bg-surface p-4 sm:p-5">
      <h3 id={`${operationId}-name`} className="text-base font-semibold">
        <a href={`#${operationId}`} className="flex flex-wrap items-center gap-2 underline-offset-4 hover:underline">
          <Tag mono>{method.toUpperCase()}</Tag>
          <code className="font-mono [overflow-wrap:anywhere]">{path}</code>
        </a>
      </h3>
      <p className="mt-2 max-w-[68ch]">{summary}</p>
      {description ? <p className="mt-1 max-w-[68ch] text-sm text-text-muted text-pretty">{description}</p> : null}
      <p className="mt-2 text-sm text-text-muted">{accessWords(operation)}</p>
      <div className="mt-3 space-y-3">
        {parameters.length > 0 ? (
          <Disclosure open className="text-sm" summary={<span className="font-medium">Parameters</span>}>
            <ul className="divide-y divide-border pl-6">
              {parameters.map(({ name, in: place, required, description: note, schema }) => (
                <li key={`${place} ${name}`} className="py-1.5">
                  <FieldLine
                    name={name}
                    schema={schema}
                    required={required}
                    note={[place === 'query' ? '' : `in the ${place}`, note].filter(Boolean).join(' · ')}
                  />
                </li>
              ))}
            </ul>
          </Disclosure>
        ) : null}
        {requestBody ? (
          <Disclosure className="text-sm" summary={<span className="font-medium">Body</span>}>
            <Contents content={requestBody.content} />
          </Disclosure>
        ) : null}
        {success && 'content' in success && success.content ? (
          <Disclosure className="text-sm" summary={<span className="font-medium">Answer, {status}</span>}>
            <Contents content={success.content} />
          </Disclosure>
        ) : null}
        <Disclosure className="text-sm" summary={<span className="font-medium">Try it</span>}>
          <div className="mt-2 pl-6">
            <CodeBlock label="Command" code={curlOf(origin, path, method, operation)} />
          </div>
        </Disclosure>
        <p className="text-xs text-text-muted">Failures: {failures.join(', ')} as problem documents.</p>
      </div>
    </section>
  )
}

function Contents({ content }: { content: Record<string, MediaType> }) {
  return (
    <div className="space-y-3 pl-6">
      {Object.entries(content).map(([mediaType, { schema, example }]) => (
        <div key={mediaType} className="space-y-2 pt-1">
          {mediaType === 'application/json' ? null : <Tag mono>{mediaType}</Tag>}
          <SchemaView schema={schema} />
          {example === undefined ? null : <CodeBlock label="Example" code={typeof example === 'string' ? example : JSON.stringify(example, null, 2)} />}
        </div>
      ))}
    </div>
  )
}

function accessWords({ security }: OperationObject): string {
  if (security.length === 0) return 'For anybody.'
  const words = security.flatMap((one) =>
    Object.entries(one).map(([scheme, needed]) => {
      if (scheme === 'key') return `a key with the scope ${needed.join(', ')}`
      if (scheme === 'secret') return 'a secret of the operator'
      if (scheme === 'signature') return 'a signature of the sender'
      return needed.length > 0 ? `staff with the permission ${needed.join(', ')}` : 'people who are signed in'
    }),
  )
  return `For ${words.join(', or ')}.`
}
