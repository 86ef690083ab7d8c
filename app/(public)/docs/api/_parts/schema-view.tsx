import { Tag } from '@/components/ui/tag'
import type { JsonSchema } from '@/lib/http/openapi/model'
import { limitWords, typeWords } from '@/lib/http/openapi/schema'

/** Deeper things are said by their type alone: nobody reads on there, and the document has them. */
const DEPTH = 5

/** What a value is made of, field by field. */
export function SchemaView({ schema, depth = 0 }: { schema: JsonSchema; depth?: number }) {
  const variants = (schema.oneOf ?? schema.anyOf ?? []).filter(({ type }) => type !== 'null')
  if (variants.length > 1 && variants.some((variant) => fieldsOf(variant).length > 0)) {
    return (
      <ul className="space-y-2">
        {variants.map((variant, i) => (
          <li key={JSON.stringify(variant)} className="border-l-2 border-border pl-3">
            <p className="text-xs text-text-muted">{i === 0 ? 'Either' : 'or'}</p>
            <SchemaView schema={variant} depth={depth} />
          </li>
        ))}
      </ul>
    )
  }
  const fields = fieldsOf(schema)
  if (fields.length === 0) {
    return (
      <p className="text-sm text-text-muted">
        {typeWords(schema)}
        {schema.description ? `: ${schema.description}` : ''}
      </p>
    )
  }
  return (
    <ul className={depth === 0 ? 'divide-y divide-border' : 'mt-1.5 divide-y divide-border border-l border-border pl-3'}>
      {fields.map(({ name, field, required }) => (
        <li key={name} className="py-1.5 text-sm">
          <FieldLine name={name} schema={field} required={required} />
          {depth < DEPTH && fieldsOf(field).length > 0 ? <SchemaView schema={inner(field)} depth={depth + 1} /> : null}
        </li>
      ))}
    </ul>
  )
}

/** Name, type, limits and meaning of one field or parameter. */
export function FieldLine({ name, schema, required, note }: { name: string; schema: JsonSchema; required: boolean; note?: string }) {
  const limits = limitWords(schema)
  const description = note ?? schema.description
  return (
    <div>
      <p className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5">
        <code className="font-mono font-medium break-all">{name}</code>
        <span className="min-w-0 text-text-muted [overflow-wrap:anywhere]">{typeWords(schema)}</span>
        {required ? null : <Tag>optional</Tag>}
      </p>
      {description || limits ? <p className="mt-0.5 max-w-[68ch] text-text-muted">{[description, limits].filter(Boolean).join(' · ')}</p> : null}
    </div>
  )
}

/** The object of a field: of a list its entries, of something that may be null the thing itself. */
function inner(schema: JsonSchema): JsonSchema {
  if (schema.items) return inner(schema.items)
  const variants = (schema.oneOf ?? schema.anyOf ?? []).filter(({ type }) => type !== 'null')
  const [only] = variants
  return only && variants.length === 1 ? inner(only) : schema
}

function fieldsOf(schema: JsonSchema): { name: string; field: JsonSchema; required: boolean }[] {
  const object = inner(schema)
  const parts = [object, ...(object.allOf ?? [])]
  return parts.flatMap(({ properties = {}, required = [] }) =>
    Object.entries(properties).map(([name, field]) => ({ name, field, required: required.includes(name) })),
  )
}
