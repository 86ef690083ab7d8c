import type { Publisher } from './marketplace'

// Who lives through the sixty days. Day 0 is Monday, 23 February 2026; America puts its clocks
// forward on day 13, Europe on day 34. On day 26 nothing runs; on day 40 every job runs twice at once
// and once more.

export const start = new Date('2026-02-23T00:00:00Z')
export const DAYS = 60
export const DOWN_DAY = 26
export const DOUBLED_DAY = 40

const calm: Omit<Publisher, 'name'> = { zone: 'UTC', callsAnHour: () => 3, errorShare: () => 0, latencyMs: 100, price: 0.001, wellKept: true }
const between = (from: number, to: number) => (day: number) => day >= from && day <= to

/** The endpoint is dogwood's. */
export function cast(endpoint: string): Publisher[] {
  return [
    // Nothing ever happens to it but success; ivy pays it a dollar a call, twice a day.
    { ...calm, name: 'alder', zone: 'America/New_York' },
    // 8.3 % errors for a month, and again after ten good days.
    { ...calm, name: 'birch', zone: 'Europe/Berlin', errorShare: (day) => (between(3, 33)(day) || day >= 44 ? 1 / 12 : 0) },
    // 20 % errors: both gates at once.
    { ...calm, name: 'cedar', errorShare: (day) => (between(5, 22)(day) ? 1 / 5 : 0) },
    // Its health endpoint is down from noon of day 5 to noon of day 9.
    { ...calm, name: 'dogwood', endpoint },
    // Last called on day -51, then on day 40 only.
    { ...calm, name: 'elm', callsAnHour: (day) => (day <= -51 || day === 40 ? 3 : 0) },
    // Nothing set up, slow, one star; puts three things right on day 50.
    { ...calm, name: 'fir', wellKept: false, latencyMs: 1500 },
    // As birch, but an incident of the platform covers it on days 13 and 14.
    { ...calm, name: 'gorse', errorShare: (day) => (between(4, 28)(day) ? 1 / 12 : 0) },
    // Every call fails, but there are three a day.
    { ...calm, name: 'hazel', callsAnHour: () => 1 / 8, errorShare: () => 1 },
    // Never heals; exempted from day 14 until day 40.
    { ...calm, name: 'iris', errorShare: (day) => (day >= 2 ? 1 / 12 : 0) },
    // Passes $100 in earnings during an incident of its provider.
    { ...calm, name: 'kelp', zone: 'Asia/Tokyo', price: 0.0105, dependsOn: ['acme'] },
  ]
}

/**
 * Every mail of the sixty days: day, hour (UTC), organization, what. Digests, which come every Monday,
 * stand apart. Derived by hand from the rules; the arithmetic is beside what is not obvious.
 */
export const ledger = `
0 05 elm dormant
6 08 ivy monthly-summary
7 12 dogwood gate health_down triggered
8 00 dogwood gate health_down midpoint
8 12 dogwood gate health_down applied
9 04 iris gate error_rate_elevated triggered
9 12 dogwood gate health_down lifted
10 04 birch gate error_rate_elevated triggered
10 04 elm gate dormant triggered
11 04 gorse gate error_rate_elevated triggered
12 04 cedar gate error_rate_critical triggered
12 04 cedar gate error_rate_elevated triggered
14 04 elm gate dormant midpoint
14 12 iris gate error_rate_elevated lifted
15 18 ivy usage-warning 50 %
16 04 cedar gate error_rate_critical midpoint
16 04 elm gate dormant day_before
17 04 birch gate error_rate_elevated midpoint
17 04 elm gate dormant applied
18 04 cedar gate error_rate_critical day_before
19 04 cedar gate error_rate_critical applied
19 04 cedar gate error_rate_elevated midpoint
20 04 gorse gate error_rate_elevated midpoint
21 15 juniper setup-reminder
21 18 ivy usage-warning 80 %
23 04 birch gate error_rate_elevated day_before
23 15 juniper setup-reminder
23 18 ivy usage-warning 90 %
24 04 birch gate error_rate_elevated applied
25 04 cedar gate error_rate_elevated day_before
25 18 ivy usage-warning 100 %
27 04 cedar gate error_rate_critical lifted
27 04 cedar gate error_rate_elevated lifted
27 04 gorse gate error_rate_elevated day_before
27 15 juniper setup-reminder
28 04 gorse gate error_rate_elevated applied
29 12 ivy usage-warning over
30 04 birch gate error_rate_elevated escalation_ahead
30 04 fir gate low_score triggered
31 04 birch gate error_rate_elevated escalated
32 04 gorse gate error_rate_elevated lifted
37 04 birch gate error_rate_elevated lifted
37 04 fir gate low_score midpoint
37 07 ivy monthly-summary
37 09 larch monthly-summary
39 12 kelp milestone
40 01 elm gate dormant lifted
40 04 iris gate error_rate_elevated triggered
43 04 fir gate low_score day_before
44 04 fir gate low_score applied
45 05 alder milestone
47 04 iris gate error_rate_elevated midpoint
51 04 birch gate error_rate_elevated triggered
51 04 fir gate low_score lifted
53 04 iris gate error_rate_elevated day_before
54 04 iris gate error_rate_elevated applied
55 05 elm dormant
58 04 birch gate error_rate_elevated midpoint
`

/** What the directory shows at 06:00 of a day, where it is not what it showed the day before. */
export const showings = `
9 dogwood unreliable
10 dogwood -
17 elm inactive
19 cedar deprioritised
24 birch needs_attention
27 cedar -
28 alder reliable
28 gorse needs_attention
28 kelp reliable
31 birch deprioritised needs_attention
32 gorse -
37 birch -
40 elm -
44 fir hidden
51 fir -
54 iris needs_attention
`

/** The digests: Monday 09:00 on the clocks of each publisher that has a score. */
export function digests(): string[] {
  const lines: { at: number; line: string }[] = []
  for (let day = 0; day < DAYS; day += 7) {
    const hours: Record<string, number> = {
      // Before the night's first calculation there is nothing to tell.
      kelp: day === 0 ? 3 : 0,
      birch: day < 34 ? 8 : 7,
      alder: day < 13 ? 14 : 13,
      ...Object.fromEntries(['cedar', 'dogwood', 'fir', 'gorse', 'hazel', 'iris'].map((name) => [name, 9])),
      // Without a call in 56 days there is nothing to judge; on day 0 the fall from the month before still is.
      ...(day === 0 || day > 40 ? { elm: 9 } : {}),
    }
    for (const [name, hour] of Object.entries(hours)) lines.push({ at: day * 24 + hour, line: `${day} ${String(hour).padStart(2, '0')} ${name} weekly-digest` })
  }
  return lines.sort((a, b) => a.at - b.at || (a.line < b.line ? -1 : 1)).map(({ line }) => line)
}
