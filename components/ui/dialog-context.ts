'use client'

import { createContext } from 'react'

/** Closes the dialog around a form that succeeded; null outside of dialogs. */
export const CloseDialog = createContext<(() => void) | null>(null)
