import type { IncidentStatus } from '@/lib/incidents/model'
import type { ComponentState, MaintenanceState } from '@/lib/status/model'
import type { Tone } from '../ui/tone'

export const stateTones: Record<ComponentState, Tone> = {
  operational: 'good',
  under_maintenance: 'info',
  degraded_performance: 'warning',
  partial_outage: 'serious',
  major_outage: 'critical',
}

export const incidentTones: Record<IncidentStatus, Tone> = { investigating: 'critical', identified: 'serious', monitoring: 'info', resolved: 'good' }

export const maintenanceTones: Record<MaintenanceState, Tone> = { scheduled: 'info', in_progress: 'info', completed: 'good', cancelled: 'neutral' }
