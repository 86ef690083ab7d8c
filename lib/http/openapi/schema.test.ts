import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { jsonSchema, limitWords, sample, typeWords } from './schema'

describe('a schema', () => {
  const thing = z.object({
    id: z.uuid(),
    at: z.date(),
    limit: z.coerce.number().int().min(1).max(100).default(20),
    note: z.string().max(500).nullable(),
    tags: z.array(z.enum(['a', 'b'])),
  })

  it('of what is sent asks for no default; of what is answered promises it; moments are text', () => {
    expect(jsonSchema(thing, 'input').required).toEqual(['id', 'at', 'note', 'tags'])
    const answered = jsonSchema(thing, 'output')
    expect(answered.required).toEqual(['id', 'at', 'limit', 'note', 'tags'])
    expect(answered.properties?.at).toEqual({ type: 'string', format: 'date-time' })
  })

  it.each([
    [z.uuid(), 'UUID'],
    [z.date(), 'moment (ISO 8601)'],
    [z.number().int(), 'whole number'],
    [z.string().nullable(), 'text or null'],
    [z.array(z.object({})), 'list of objects'],
    [z.enum(['a', 'b']), '"a" | "b"'],
    [z.literal('x'), '"x"'],
    [z.boolean(), 'true or false'],
  ])('is called %#', (schema, words) => expect(typeWords(jsonSchema(schema, 'output'))).toBe(words))

  it.each([
    [z.number().int(), null],
    [z.number().min(1).max(5), 'at least 1, at most 5'],
    [z.string().min(1).max(20), 'at least 1 character, at most 20 characters'],
    [z.number().default(3), '3 when left out'],
    [z.array(z.string()).max(2), 'at most 2 entries'],
  ])('has limits %#', (schema, words) => expect(limitWords(jsonSchema(schema, 'input'))).toBe(words))

  it('has a sample that it accepts', () => {
    const { properties, required } = jsonSchema(thing.omit({ at: true }), 'input')
    expect(thing.omit({ at: true }).safeParse(sample({ type: 'object', properties, required })).success).toBe(true)
  })
})
