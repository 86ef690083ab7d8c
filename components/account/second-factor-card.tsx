import type { FormAction } from '@/lib/action-result'
import { ActionForm } from '../ui/action-form'
import { Card } from '../ui/card'
import { Disclosure } from '../ui/disclosure'
import { LinkButton } from '../ui/link-button'
import { StatusMark } from '../ui/status-mark'
import { SubmitButton } from '../ui/submit-button'
import { TextField } from '../ui/text-field'
import { BackupCodesForm } from './backup-codes-form'
import { SecondFactorSetupForm } from './second-factor-setup'
import type { BackupCodesAction, SecondFactorAction } from './second-factor-state'

interface SecondFactorCardProps {
  enabled: boolean
  hasPassword: boolean
  setUp: SecondFactorAction
  disable: FormAction
  renewBackupCodes: BackupCodesAction
}

/** The second factor of the signed-in person: on or off, and how to change that. */
export function SecondFactorCard({ enabled, hasPassword, setUp, disable, renewBackupCodes }: SecondFactorCardProps) {
  return (
    <Card
      id="two-factor"
      title="Two-factor authentication"
      note="After the password or a link by e-mail, signing in also asks for a code from your phone."
      actions={<StatusMark tone={enabled ? 'good' : 'warning'} label={enabled ? 'On' : 'Off'} />}
    >
      {enabled ? (
        <div className="space-y-2">
          <Disclosure summary="Get new backup codes">
            <div className="mt-3">
              <BackupCodesForm action={renewBackupCodes} />
            </div>
          </Disclosure>
          <Disclosure summary="Switch it off">
            <ActionForm action={disable} className="mt-3 max-w-80 space-y-4">
              <TextField name="password" label="Your password" type="password" required autoComplete="current-password" />
              <SubmitButton variant="danger" pendingLabel="Switching off">
                Switch off
              </SubmitButton>
            </ActionForm>
          </Disclosure>
        </div>
      ) : hasPassword ? (
        <SecondFactorSetupForm action={setUp} />
      ) : (
        <div className="space-y-3">
          <p>You sign in without a password so far. Choose one first: it protects the second factor from being switched off.</p>
          <LinkButton href="/forgot-password">Choose a password</LinkButton>
        </div>
      )}
    </Card>
  )
}
