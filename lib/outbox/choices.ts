import { z } from 'zod'
import { timeZoneSchema } from '@/lib/accounts/model'
import { type MailCategory, type MailCategoryName, type MailClass, type MailSettings, mailCategories, mailCategorySchema, mailClasses } from './model'

/** The preference matrix by class, critical last: what a person decides comes first. */
export function categoriesByClass(): { class: MailClass; categories: (MailCategory & { name: MailCategoryName })[] }[] {
  const all = Object.entries(mailCategories).map(([name, category]) => ({ name: mailCategorySchema.parse(name), ...category }))
  const order: MailClass[] = mailClasses.filter((name) => name !== 'critical')
  return [...order, 'critical' as const].map((mailClass) => ({ class: mailClass, categories: all.filter((category) => category.class === mailClass) }))
}

/**
 * What a form of checkboxes changes: the difference between the boxes that were shown ticked and those
 * that came back. What was changed elsewhere meanwhile (the button in a mail) is not turned back.
 * Critical mails are not among the choices, whatever the form says.
 */
export function changedChoices(shown: string[], ticked: string[]): { category: MailCategoryName; enabled: boolean }[] {
  return categoriesByClass()
    .filter((group) => group.class !== 'critical')
    .flatMap((group) => group.categories)
    .filter(({ name }) => shown.includes(name) !== ticked.includes(name))
    .map(({ name }) => ({ category: name, enabled: ticked.includes(name) }))
}

const clock = z
  .string()
  .regex(/^(|([01]\d|2[0-3]):[0-5]\d)$/, { message: 'Enter a time such as 22:00.' })
  .transform(readClock)

/** The form of quiet hours and weekly number; empty fields mean none, and the usual number. */
export const mailSettingsSchema: z.ZodType<MailSettings, { quietFrom: string; quietTo: string; timeZone: string; weeklyCap: string }> = z
  .object({
    quietFrom: clock,
    quietTo: clock,
    timeZone: timeZoneSchema,
    weeklyCap: z
      .string()
      .regex(/^(|[1-9]\d?|100)$/, { message: 'Enter a number of mails from 1 to 100.' })
      .transform((text) => (text === '' ? null : Number(text))),
  })
  .refine(({ quietFrom, quietTo }) => (quietFrom === null) === (quietTo === null), { message: 'Quiet hours need a beginning and an end, or neither.' })
  .refine(({ quietFrom, quietTo }) => quietFrom === null || quietFrom !== quietTo, { message: 'Quiet hours that end as they begin would be none.' })
  .transform(({ quietFrom, quietTo, ...rest }) => ({ ...rest, quietFromMinute: quietFrom, quietToMinute: quietTo }))

function readClock(text: string): number | null {
  const [hour, minute] = text.split(':').map(Number)
  return hour === undefined || minute === undefined ? null : hour * 60 + minute
}

/** Minutes after midnight as a clock shows them: "07:00"; '' for none. */
export function clockText(minute: number | null): string {
  if (minute === null) return ''
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}
