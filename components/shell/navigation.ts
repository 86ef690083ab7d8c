import {
  Activity,
  AudioWaveform,
  BellRing,
  Building2,
  Gauge,
  HeartPulse,
  Inbox,
  KeyRound,
  LayoutDashboard,
  type LucideIcon,
  Megaphone,
  MessageSquare,
  Newspaper,
  RadioTower,
  ScrollText,
  Settings,
  ShieldAlert,
  Siren,
  UsersRound,
  Wallet,
  Webhook,
  Wrench,
  Zap,
} from 'lucide-react'

// The sections of the console. Sidebar, palette, breadcrumb and shortcuts all follow from these two
// lists; a new section is one line here.

export interface Section {
  /** Also the key of its count in the sidebar. */
  key: string
  label: string
  href: string
  /** After `g`. Unique within its console. */
  letter: string
  icon: LucideIcon
  /** Other words by which the palette finds it. */
  also?: string
  /** Where pages of it stand that are not below its own address. */
  alsoAt?: string
}

export type Console = 'tenant' | 'staff'

export const navigation: Record<Console, Section[]> = {
  tenant: [
    { key: 'overview', label: 'Overview', href: '/dashboard', letter: 'o', icon: LayoutDashboard, also: 'home start' },
    { key: 'health', label: 'Health', href: '/dashboard/health', letter: 'h', icon: Gauge, also: 'score grade dimensions actions' },
    { key: 'tools', label: 'Tools', href: '/dashboard/tools', letter: 't', icon: Wrench, also: 'apis latency errors' },
    {
      key: 'anomalies',
      label: 'Anomalies',
      href: '/dashboard/anomalies',
      letter: 'a',
      icon: AudioWaveform,
      also: 'stories detection errors spike cause false alarm timeline',
    },
    {
      key: 'alerts',
      label: 'Alerts',
      href: '/dashboard/alerts',
      letter: 'l',
      icon: BellRing,
      also: 'rules thresholds firing acknowledge silence maintenance history lab',
      alsoAt: '/dashboard/history',
    },
    { key: 'gates', label: 'Quality gates', href: '/dashboard/gates', letter: 'q', icon: ShieldAlert, also: 'warnings badge reliable exemption grace hidden' },
    { key: 'reviews', label: 'Reviews', href: '/dashboard/reviews', letter: 'r', icon: MessageSquare, also: 'answers stars rating refunds disputes' },
    { key: 'webhooks', label: 'Webhooks', href: '/dashboard/webhooks', letter: 'w', icon: Webhook, also: 'deliveries endpoints signing secret' },
    {
      key: 'channels',
      label: 'Alert channels',
      href: '/dashboard/channels',
      letter: 'c',
      icon: Megaphone,
      also: 'slack discord pagerduty e-mail webhook notifications',
    },
    { key: 'usage', label: 'Usage', href: '/dashboard/usage', letter: 'u', icon: Wallet, also: 'spend budget balance calls consumer payment' },
    {
      key: 'settings',
      label: 'Settings',
      href: '/dashboard/settings',
      letter: 's',
      icon: Settings,
      also: 'members keys sessions two-factor time zone notifications mails',
    },
  ],
  staff: [
    { key: 'staff-overview', label: 'Overview', href: '/admin', letter: 'v', icon: LayoutDashboard, also: 'home start mttr mtta compliance' },
    {
      key: 'system-health',
      label: 'System health',
      href: '/admin/system-health',
      letter: 'h',
      icon: HeartPulse,
      also: 'slo error budget burn rate systems status uptime why',
    },
    {
      key: 'incidents',
      label: 'Incidents',
      href: '/admin/incidents',
      letter: 'i',
      icon: Siren,
      also: 'severity sev1 outage post-mortem follow-ups mttr mtta commander',
    },
    {
      key: 'alerts',
      label: 'Alerts',
      href: '/admin/alerts',
      letter: 'l',
      icon: BellRing,
      also: 'rules thresholds firing acknowledge silence maintenance history evaluator',
    },
    {
      key: 'status',
      label: 'Status page',
      href: '/admin/status',
      letter: 'u',
      icon: RadioTower,
      also: 'public uptime maintenance subscribers feeds statuspage',
    },
    { key: 'daily-digest', label: 'Daily digest', href: '/admin/daily-digest', letter: 'd', icon: Newspaper, also: 'day today summary mail renewals payments' },
    { key: 'organizations', label: 'Publishers', href: '/admin/organizations', letter: 'p', icon: Building2, also: 'organizations scores health invite' },
    { key: 'gates', label: 'Quality gates', href: '/admin/gates', letter: 'q', icon: ShieldAlert, also: 'exemptions approve grace deprioritised hidden' },
    {
      key: 'anomalies',
      label: 'Anomalies',
      href: '/admin/anomalies',
      letter: 'a',
      icon: AudioWaveform,
      also: 'stories platform detectors precision report card',
    },
    {
      key: 'channels',
      label: 'Alert channels',
      href: '/admin/channels',
      letter: 'c',
      icon: Megaphone,
      also: 'slack discord pagerduty e-mail webhook notifications',
    },
    { key: 'jobs', label: 'Jobs', href: '/admin/jobs', letter: 'j', icon: Zap, also: 'schedules runs cron' },
    {
      key: 'outbox',
      label: 'Outbox',
      href: '/admin/outbox',
      letter: 'o',
      icon: Inbox,
      also: 'mails digest preview suppressed bounces complaints',
      alsoAt: '/admin/suppressions',
    },
    { key: 'logs', label: 'Logs', href: '/admin/logs', letter: 'e', icon: ScrollText, also: 'lines search tail errors request id levels' },
    { key: 'staff', label: 'Staff', href: '/admin/staff', letter: 's', icon: UsersRound, also: 'people roles permissions' },
    { key: 'keys', label: 'Keys', href: '/admin/keys', letter: 'k', icon: KeyRound, also: 'ingest api tokens' },
  ],
}

/** Name and first page of each console. */
export const consoles: Record<Console, { label: string; href: string; icon: LucideIcon }> = {
  tenant: { label: 'Publisher console', href: '/dashboard', icon: Gauge },
  staff: { label: 'Staff console', href: '/admin', icon: Activity },
}

/** The section that a path belongs to: the one with the longest address that begins it. */
export function sectionOf(console: Console, path: string): Section | undefined {
  const below = (href: string) => path === href || path.startsWith(`${href}/`)
  return navigation[console]
    .filter(({ href, alsoAt }) => below(href) || (alsoAt !== undefined && below(alsoAt)))
    .sort((a, b) => b.href.length - a.href.length)[0]
}
