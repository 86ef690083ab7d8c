import { describe, expect, it } from 'vitest'
import { categoriesByClass, changedChoices, clockText, mailSettingsSchema } from './choices'
import { mailCategories } from './model'

describe('categoriesByClass', () => {
  it('shows every category once, critical ones last', () => {
    const groups = categoriesByClass()
    expect(groups.map((group) => group.class)).toEqual(['operational', 'marketing', 'critical'])
    expect(groups.flatMap((group) => group.categories.map(({ name }) => name)).sort()).toEqual(Object.keys(mailCategories).sort())
  })
})

describe('changedChoices', () => {
  it.each<[string, string[], string[], unknown[]]>([
    ['nothing', ['dormant', 'weekly_digest'], ['weekly_digest', 'dormant'], []],
    ['one off', ['dormant', 'weekly_digest'], ['weekly_digest'], [{ category: 'dormant', enabled: false }]],
    ['one on', [], ['dormant'], [{ category: 'dormant', enabled: true }]],
    // Turned off by its mail while the page was open: shown ticked, sent ticked, so left alone.
    ['what changed elsewhere', ['dormant'], ['dormant'], []],
    ['critical ones', ['sign_in', 'quality_gates'], [], []],
    ['unknown ones', ['gossip'], ['rumours'], []],
  ])('%s', (_name, shown, ticked, expected) => expect(changedChoices(shown, ticked)).toEqual(expected))
})

describe('mailSettingsSchema', () => {
  const form = (over: Record<string, string> = {}) => ({ quietFrom: '22:00', quietTo: '07:00', timeZone: 'Europe/Berlin', weeklyCap: '', ...over })

  it.each([
    ['a night', form(), { quietFromMinute: 1320, quietToMinute: 420, timeZone: 'Europe/Berlin', weeklyCap: null }],
    ['none', form({ quietFrom: '', quietTo: '' }), { quietFromMinute: null, quietToMinute: null, timeZone: 'Europe/Berlin', weeklyCap: null }],
    ['from midnight', form({ quietFrom: '00:00', weeklyCap: '1' }), { quietFromMinute: 0, quietToMinute: 420, timeZone: 'Europe/Berlin', weeklyCap: 1 }],
    ['many mails', form({ weeklyCap: '100' }), { quietFromMinute: 1320, quietToMinute: 420, timeZone: 'Europe/Berlin', weeklyCap: 100 }],
  ])('takes %s', (_name, input, expected) => expect(mailSettingsSchema.parse(input)).toEqual(expected))

  it.each([
    ['half a night', form({ quietTo: '' }), 'a beginning and an end'],
    ['no length', form({ quietTo: '22:00' }), 'would be none'],
    ['no time', form({ quietFrom: '25:00' }), 'a time such as 22:00'],
    ['no zone', form({ timeZone: 'Mars/Olympus' }), 'time zone'],
    ['no mail at all', form({ weeklyCap: '0' }), 'from 1 to 100'],
    ['too many', form({ weeklyCap: '101' }), 'from 1 to 100'],
    ['half a mail', form({ weeklyCap: '1.5' }), 'from 1 to 100'],
  ])('refuses %s', (_name, input, message) => {
    const { error } = mailSettingsSchema.safeParse(input)
    expect(error?.issues.map((issue) => issue.message).join()).toContain(message)
  })
})

describe('clockText', () => {
  it.each([
    [null, ''],
    [0, '00:00'],
    [425, '07:05'],
    [1439, '23:59'],
  ])('%s is "%s"', (minute, text) => expect(clockText(minute)).toBe(text))
})
