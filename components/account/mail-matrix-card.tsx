import type { FormAction } from '@/lib/action-result'
import { categoriesByClass } from '@/lib/outbox/choices'
import type { MailClass } from '@/lib/outbox/model'
import { ActionForm } from '../ui/action-form'
import { Card } from '../ui/card'
import { SubmitButton } from '../ui/submit-button'

const words: Record<MailClass, { title: string; note: string }> = {
  operational: { title: 'About your tools and usage', note: 'They wait for the end of your quiet hours, and for room in your week.' },
  marketing: { title: 'Good news and help', note: 'Left out in a week in which you had your number of mails.' },
  critical: { title: 'Always on', note: 'You would miss them: they come at any hour and do not count.' },
}

/** The preference matrix: every kind of mail, and whether it comes by e-mail. */
export function MailMatrixCard({ off, save }: { off: string[]; save: FormAction }) {
  return (
    <Card id="kinds" title="Kinds of mail" note="Each mail has a button and a link that switch its kind off; here you see all of them.">
      <ActionForm action={save} className="space-y-4">
        <table className="w-full border-separate border-spacing-0 text-sm">
          <caption className="sr-only">Kinds of mail by channel</caption>
          <thead>
            <tr className="text-xs text-text-muted">
              <th scope="col" className="border-b border-border py-2 pr-4 text-left font-medium">
                Kind
              </th>
              <th scope="col" className="w-16 border-b sm:w-24 border-border py-2 text-left font-medium">
                E-mail
              </th>
            </tr>
          </thead>
          {categoriesByClass().map(({ class: mailClass, categories }) => (
            <tbody key={mailClass}>
              <tr>
                <th scope="rowgroup" colSpan={2} className="pt-5 pb-1 text-left font-normal">
                  <span className="font-medium">{words[mailClass].title}</span>
                  <span className="block text-text-muted">{words[mailClass].note}</span>
                </th>
              </tr>
              {categories.map(({ name, label, description, guarded }) => (
                <tr key={name} className="align-top">
                  <th scope="row" className="border-b border-border py-2.5 pr-4 text-left font-normal">
                    <label htmlFor={mailClass === 'critical' ? undefined : `mail-${name}`} className="font-medium">
                      {label}
                    </label>
                    <span className="block text-text-muted text-pretty">
                      {description}
                      {guarded ? ' Not while an incident touches you.' : ''}
                    </span>
                  </th>
                  <td className="border-b border-border py-2.5">
                    {mailClass === 'critical' ? (
                      <span className="text-text-muted">Always</span>
                    ) : (
                      <>
                        {off.includes(name) ? null : <input type="hidden" name="shown" value={name} />}
                        <input
                          id={`mail-${name}`}
                          type="checkbox"
                          name="enabled"
                          value={name}
                          defaultChecked={!off.includes(name)}
                          className="mt-0.5 block size-4 pointer-coarse:size-6"
                        />
                      </>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          ))}
        </table>
        <SubmitButton pendingLabel="Saving">Save the kinds of mail</SubmitButton>
      </ActionForm>
    </Card>
  )
}
