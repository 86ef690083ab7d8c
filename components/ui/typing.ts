/** Is the person writing, so that single-key shortcuts must be left alone? Also true while a dialog or a menu is open. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) {
    return !(target instanceof HTMLInputElement && /^(checkbox|radio|button|submit)$/.test(target.type))
  }
  return target.closest('[role="dialog"], [role="menu"]') !== null
}
