import { pickRuleFields, readRuleFields } from '@/lib/alerts/rule-form'
import { ruleSentence } from '@/lib/alerts/sentence'

/** What the editor's form says as a sentence; null while it is no whole rule. */
export function ruleInWords(form: FormData): string | null {
  try {
    return ruleSentence(readRuleFields({ ...pickRuleFields(Object.fromEntries(form)), name: 'Draft', runbookUrl: '', quietFrom: '', quietTo: '' }))
  } catch {
    return null
  }
}
