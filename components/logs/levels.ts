import type { LogLevel } from '@/lib/logs/model'
import type { Tone } from '../ui/tone'

export const levelTones: Record<LogLevel, Tone> = { debug: 'neutral', info: 'info', warn: 'warning', error: 'serious', fatal: 'critical' }

export const levelWords: Record<LogLevel, string> = { debug: 'debug', info: 'info', warn: 'warning', error: 'error', fatal: 'fatal' }
