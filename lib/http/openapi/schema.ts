import { z } from 'zod'
import type { JsonSchema } from './model'

/**
 * The JSON Schema of what is sent (input) or answered (output). Moments leave as ISO 8601 text; what a
 * schema cannot say (a transformed value) is left open.
 */
export function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const {
    $schema,
    '~standard': _standard,
    ...rest
  } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
    reused: 'inline',
    cycles: 'throw',
    override: ({ zodSchema, jsonSchema: made }) => {
      if (zodSchema._zod.def.type === 'date') Object.assign(made, { type: 'string', format: 'date-time' })
    },
  }) as JsonSchema
  return rest
}

/** A value of a schema, for examples: its own example where it has one, otherwise a small one of the right form. */
export function sample(schema: JsonSchema, name = ''): unknown {
  if (schema.examples && schema.examples.length > 0) return schema.examples[0]
  if (schema.default !== undefined) return schema.default
  if (schema.const !== undefined) return schema.const
  if (schema.enum && schema.enum.length > 0) return schema.enum[0]
  const variants = schema.oneOf ?? schema.anyOf
  if (variants) {
    const first = variants.find(({ type }) => type !== 'null') ?? variants[0]
    return first ? sample(first, name) : null
  }
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => sample(part, name)))
  const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== 'null') : schema.type
  switch (type) {
    case 'object': {
      const required = new Set(schema.required ?? [])
      const entries = Object.entries(schema.properties ?? {}).filter(([key]) => required.has(key))
      return Object.fromEntries(entries.map(([key, property]) => [key, sample(property, key)]))
    }
    case 'array':
      return schema.items && (schema.minItems ?? 1) > 0 ? [sample(schema.items, name)] : []
    case 'integer':
    case 'number':
      return schema.minimum ?? (schema.exclusiveMinimum !== undefined ? schema.exclusiveMinimum + 1 : 1)
    case 'boolean':
      return true
    case 'string':
      return sampleText(schema, name)
    default:
      return null
  }
}

const formats: Record<string, string> = {
  uuid: '6f1d3a52-8f0b-4c7e-9d55-0b1f5c2a9e10',
  'date-time': '2026-03-02T09:00:00Z',
  date: '2026-03-02',
  uri: 'https://example.com',
  email: 'someone@example.com',
}

function sampleText({ format, minLength = 0, maxLength }: JsonSchema, name: string): string {
  const text = (format && formats[format]) || name || 'text'
  return text.padEnd(minLength, '.').slice(0, maxLength)
}

/** The type of a schema in a few words: "text, a UUID", "list of objects", "number or null". */
export function typeWords(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  const variants = schema.oneOf ?? schema.anyOf
  if (variants) return [...new Set(variants.map(typeWords))].join(' or ')
  if (schema.allOf) return 'object'
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeWords({ ...schema, type })).join(' or ')
  if (schema.type === 'array') return `list of ${schema.items ? plural(typeWords(schema.items)) : 'anything'}`
  if (schema.type === 'string') return schema.format ? (stringWords[schema.format] ?? `text (${schema.format})`) : 'text'
  return schema.type ? (words[schema.type] ?? schema.type) : 'anything'
}

const words: Record<string, string> = { integer: 'whole number', number: 'number', boolean: 'true or false', object: 'object', null: 'null' }
const stringWords: Record<string, string> = { uuid: 'UUID', 'date-time': 'moment (ISO 8601)', date: 'day (YYYY-MM-DD)', uri: 'URL', email: 'e-mail address' }

function plural(word: string): string {
  return /^(object|number|whole number|UUID|URL)$/.test(word) ? `${word}s` : word
}

/** The limits of a schema in words; null: none. */
export function limitWords(schema: JsonSchema): string | null {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, minLength, maxLength, minItems, maxItems, default: preset } = schema
  // Safe integers are every whole number's bounds and tell nothing.
  const low = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? `at least ${minimum}` : null
  const high = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? `at most ${maximum}` : null
  const parts = [
    low,
    exclusiveMinimum !== undefined ? `above ${exclusiveMinimum}` : null,
    high,
    exclusiveMaximum !== undefined ? `below ${exclusiveMaximum}` : null,
    minLength ? `at least ${minLength} ${minLength === 1 ? 'character' : 'characters'}` : null,
    maxLength !== undefined ? `at most ${maxLength} characters` : null,
    minItems ? `at least ${minItems} ${minItems === 1 ? 'entry' : 'entries'}` : null,
    maxItems !== undefined ? `at most ${maxItems} entries` : null,
    preset !== undefined ? `${JSON.stringify(preset)} when left out` : null,
  ].filter((part) => part !== null)
  return parts.length > 0 ? parts.join(', ') : null
}
