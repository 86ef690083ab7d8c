import type { ReactElement } from 'react'
import * as addressLink from '../address-link'
import * as addressNotice from '../address-notice'
import * as adminDailyDigest from '../admin-daily-digest'
import * as alert from '../alert'
import * as anomalyAlert from '../anomaly-alert'
import * as channelDisabled from '../channel-disabled'
import * as consumerAlert from '../consumer-alert'
import * as dormant from '../dormant'
import * as gateWarning from '../gate-warning'
import * as incidentAssigned from '../incident-assigned'
import * as incidentReminder from '../incident-reminder'
import * as invitation from '../invitation'
import * as magicLink from '../magic-link'
import * as milestone from '../milestone'
import * as monthlySummary from '../monthly-summary'
import * as setupReminder from '../setup-reminder'
import * as statusConfirm from '../status-confirm'
import * as statusMaintenance from '../status-maintenance'
import * as statusUpdate from '../status-update'
import * as usageWarning from '../usage-warning'
import * as verification from '../verification'
import * as webhookDisabled from '../webhook-disabled'
import * as weeklyDigest from '../weekly-digest'

export interface MailPreview {
  /** The template's file name. */
  name: string
  title: string
  subject: string
  element: ReactElement
}

/** Every mail with its preview data, for looking at; a test keeps the list complete. */
export const mailPreviews: MailPreview[] = [
  {
    name: 'weekly-digest',
    title: 'Weekly digest',
    subject: weeklyDigest.subject(weeklyDigest.previewData),
    element: <weeklyDigest.default {...weeklyDigest.previewData} />,
  },
  {
    name: 'admin-daily-digest',
    title: 'Daily digest for staff',
    subject: adminDailyDigest.subject(adminDailyDigest.previewData),
    element: <adminDailyDigest.default {...adminDailyDigest.previewData} />,
  },
  {
    name: 'anomaly-alert',
    title: 'Anomaly alert',
    subject: anomalyAlert.subject(anomalyAlert.previewData),
    element: <anomalyAlert.default {...anomalyAlert.previewData} />,
  },
  { name: 'alert', title: 'Alerts', subject: alert.subject(alert.previewData), element: <alert.default {...alert.previewData} /> },
  {
    name: 'channel-disabled',
    title: 'Alert channel switched off',
    subject: channelDisabled.subject(channelDisabled.previewData),
    element: <channelDisabled.default {...channelDisabled.previewData} />,
  },
  {
    name: 'status-confirm',
    title: 'Status page: confirmation',
    subject: statusConfirm.subject(statusConfirm.previewData),
    element: <statusConfirm.default {...statusConfirm.previewData} />,
  },
  {
    name: 'status-update',
    title: 'Status page: incident',
    subject: statusUpdate.subject(statusUpdate.previewData),
    element: <statusUpdate.default {...statusUpdate.previewData} />,
  },
  {
    name: 'status-maintenance',
    title: 'Status page: maintenance',
    subject: statusMaintenance.subject(statusMaintenance.previewData),
    element: <statusMaintenance.default {...statusMaintenance.previewData} />,
  },
  {
    name: 'setup-reminder',
    title: 'Set-up reminder',
    subject: setupReminder.subject(setupReminder.previewData),
    element: <setupReminder.default {...setupReminder.previewData} />,
  },
  {
    name: 'gate-warning',
    title: 'Quality gate',
    subject: gateWarning.subject(gateWarning.previewData),
    element: <gateWarning.default {...gateWarning.previewData} />,
  },
  {
    name: 'webhook-disabled',
    title: 'Endpoint switched off',
    subject: webhookDisabled.subject(webhookDisabled.previewData),
    element: <webhookDisabled.default {...webhookDisabled.previewData} />,
  },
  {
    name: 'milestone',
    title: 'Revenue milestone',
    subject: milestone.subject(milestone.previewData),
    element: <milestone.default {...milestone.previewData} />,
  },
  { name: 'dormant', title: 'Quiet tools', subject: dormant.subject(dormant.previewData), element: <dormant.default {...dormant.previewData} /> },
  {
    name: 'monthly-summary',
    title: 'Monthly usage summary',
    subject: monthlySummary.subject(monthlySummary.previewData),
    element: <monthlySummary.default {...monthlySummary.previewData} />,
  },
  {
    name: 'usage-warning',
    title: 'Budget warning',
    subject: usageWarning.subject(usageWarning.previewData),
    element: <usageWarning.default {...usageWarning.previewData} />,
  },
  {
    name: 'consumer-alert',
    title: 'Usage alert',
    subject: consumerAlert.subject(consumerAlert.previewData),
    element: <consumerAlert.default {...consumerAlert.previewData} />,
  },
  {
    name: 'incident-assigned',
    title: 'In command of an incident',
    subject: incidentAssigned.subject(incidentAssigned.previewData),
    element: <incidentAssigned.default {...incidentAssigned.previewData} />,
  },
  {
    name: 'incident-reminder',
    title: 'Incident update overdue',
    subject: incidentReminder.subject(incidentReminder.previewData),
    element: <incidentReminder.default {...incidentReminder.previewData} />,
  },
  { name: 'magic-link', title: 'Sign-in link', subject: magicLink.subject(), element: <magicLink.default {...magicLink.previewData} /> },
  { name: 'verification', title: 'New password', subject: verification.subject(), element: <verification.default {...verification.previewData} /> },
  { name: 'address-link', title: 'New address', subject: addressLink.subject(), element: <addressLink.default {...addressLink.previewData} /> },
  {
    name: 'address-notice',
    title: 'Address about to change',
    subject: addressNotice.subject(),
    element: <addressNotice.default {...addressNotice.previewData} />,
  },
  { name: 'invitation', title: 'Invitation', subject: invitation.subject(invitation.previewData), element: <invitation.default {...invitation.previewData} /> },
]
