import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readForm } from './form'

const schema = z.strictObject({ name: z.string().min(1) })

function formOf(...fields: [string, string][]): FormData {
  const form = new FormData()
  for (const [name, value] of fields) form.append(name, value)
  return form
}

describe('readForm', () => {
  it('leaves out what the framework adds to a form that sends itself', () => {
    const form = formOf(['$ACTION_REF_1', ''], ['$ACTION_1:0', '{"id":"60"}'], ['$ACTION_KEY', 'k123'], ['name', 'Ada'])
    expect(readForm(schema, form)).toEqual({ name: 'Ada' })
  })

  it('refuses other fields that a strict schema does not know, and what is wrong', () => {
    expect(() => readForm(schema, formOf(['name', 'Ada'], ['role', 'owner']))).toThrow(/role/)
    expect(() => readForm(schema, formOf(['name', '']))).toThrow()
    expect(() => readForm(schema, formOf())).toThrow()
  })

  it('takes the last of fields with one name', () => {
    expect(readForm(schema, formOf(['name', 'Ada'], ['name', 'Lin']))).toEqual({ name: 'Lin' })
  })
})
