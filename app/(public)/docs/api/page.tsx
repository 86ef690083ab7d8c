import { Search } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { loadDocument } from '@/app/api/openapi.json/load-document'
import { Button } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { controlClass } from '@/components/ui/control-style'
import { PageHeader } from '@/components/ui/page-header'
import type { SearchParams } from '@/components/ui/table-query'
import { Tag } from '@/components/ui/tag'
import { families, familyOf } from '@/lib/http/openapi/families'
import { methods, type OpenApiDocument } from '@/lib/http/openapi/model'
import { OperationView } from './_parts/operation-view'

export const metadata: Metadata = {
  title: 'API reference',
  description: 'Every operation of the API: who may call it, what it takes and what it answers.',
}

const PATH = '/docs/api'

/** The API of this server, from the same document that programs read. */
export default async function ApiReferencePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { q, family: wanted } = await searchParams
  const text = typeof q === 'string' ? q.trim().slice(0, 100) : ''
  const chosen = families.find(({ key }) => key === wanted)
  const document = await loadDocument()
  const all = listOperations(document)
  const origin = document.servers[0]?.url ?? ''
  const shown = all.filter((one) => (!chosen || one.family.key === chosen.key) && matches(one, text))
  const detailed = chosen !== undefined || text !== ''
  const groups = families
    .map((family) => ({ family, operations: shown.filter((one) => one.family.key === family.key) }))
    .filter((group) => group.operations.length > 0)
  return (
    <>
      <PageHeader
        eyebrow="API reference"
        title={
          text
            ? `${count(shown.length)} mention “${text}”${chosen ? ` under ${chosen.name}` : ''}`
            : chosen
              ? `${chosen.name}: ${chosen.description}`
              : `${count(all.length)} in ${groups.length} families, described as OpenAPI 3.1`
        }
        note={
          <>
            The same for programs:{' '}
            <a className="text-accent underline underline-offset-4" href="/api/openapi.json">
              /api/openapi.json
            </a>
            . {document.info.description}
          </>
        }
      />
      <div className="grid gap-6 lg:grid-cols-[13rem_minmax(0,1fr)]">
        <div className="space-y-4">
          <search>
            <form action={PATH} method="get" className="flex gap-2">
              {chosen ? <input type="hidden" name="family" value={chosen.key} /> : null}
              <input
                type="search"
                name="q"
                key={text}
                defaultValue={text}
                maxLength={100}
                aria-label="Search operations"
                placeholder="alerts, scores"
                className={controlClass}
              />
              <Button type="submit" label="Search" icon={<Search aria-hidden="true" />} />
            </form>
          </search>
          <nav aria-label="Families">
            <ul className="flex flex-wrap gap-1 lg:flex-col">
              <FamilyLink href={PATH} name="All" count={all.length} current={!chosen} />
              {families
                .map((family) => ({ ...family, count: all.filter((one) => one.family.key === family.key).length }))
                .filter((family) => family.count > 0)
                .map(({ key, name, count: size }) => (
                  <FamilyLink key={key} href={`${PATH}?family=${key}`} name={name} count={size} current={chosen?.key === key} />
                ))}
            </ul>
          </nav>
        </div>
        <div className="min-w-0 space-y-8">
          {detailed ? null : (
            <CodeBlock
              label="A first question"
              code={`curl '${origin}/api/dashboard/developer/health-score' \\\n  -H "authorization: Bearer $PULSEGRID_KEY"`}
            />
          )}
          {groups.map(({ family, operations }) => (
            <section key={family.key} aria-labelledby={`family-${family.key}`}>
              <h2 id={`family-${family.key}`} className="text-lg font-semibold">
                {family.name}
              </h2>
              <p className="mb-3 max-w-[68ch] text-sm text-text-muted">{family.description}</p>
              {detailed ? (
                <div className="space-y-4">
                  {operations.map((one) => (
                    <OperationView key={one.operation.operationId} {...one} origin={origin} />
                  ))}
                </div>
              ) : (
                <ul className="divide-y divide-border rounded-lg border border-border bg-surface">
                  {operations.map(({ path, method, operation }) => (
                    <li key={operation.operationId}>
                      <Link
                        href={`${PATH}?family=${family.key}#${operation.operationId}`}
                        prefetch={false}
                        className="block px-4 py-2.5 text-sm hover:bg-surface-muted"
                      >
                        <span className="flex flex-wrap items-center gap-2">
                          <Tag mono>{method.toUpperCase()}</Tag>
                          <code className="min-w-0 font-mono font-medium [overflow-wrap:anywhere]">{path}</code>
                        </span>
                        <span className="mt-1 block max-w-[68ch] text-text-muted">{operation.summary}</span>
                      </Link>
                    </li>
                  ))}
                </ul>
              )}
            </section>
          ))}
          {groups.length === 0 ? (
            <p className="text-text-muted">
              No operation mentions “{text}”. Search for a part of its address or a word of what it does, or{' '}
              <Link className="text-accent underline underline-offset-4" href={PATH}>
                see them all
              </Link>
              .
            </p>
          ) : null}
        </div>
      </div>
    </>
  )
}

function FamilyLink({ href, name, count: size, current }: { href: string; name: string; count: number; current: boolean }) {
  return (
    <li>
      <Link
        href={href}
        prefetch={false}
        aria-current={current ? 'page' : undefined}
        className="flex min-h-8 items-center justify-between gap-3 rounded-md px-2.5 text-sm text-text-muted hover:bg-surface-muted hover:text-text aria-[current]:bg-accent-soft aria-[current]:font-medium aria-[current]:text-accent pointer-coarse:min-h-11"
      >
        {name} <span className="text-xs tabular-nums">{size}</span>
      </Link>
    </li>
  )
}

function listOperations({ paths }: OpenApiDocument) {
  return Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method]
      return operation ? [{ path, method, operation, family: familyOf(path) }] : []
    }),
  )
}

/** Every typed word stands in the address, the method or the words of the operation. */
function matches({ path, method, operation }: ReturnType<typeof listOperations>[number], text: string): boolean {
  const words = `${method} ${path} ${operation.summary} ${operation.description ?? ''}`.toLowerCase()
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => words.includes(word))
}

function count(size: number): string {
  return `${size} ${size === 1 ? 'operation' : 'operations'}`
}
