import { AppError, isDatabaseAway } from '@/lib/errors'
import { type AuthState, failed } from './state'

/** Runs a command of these pages and turns its expected failures into a state; defects go on. */
export async function attempt(work: () => Promise<void>, values: Record<string, string>): Promise<AuthState | null> {
  try {
    await work()
    return null
  } catch (error) {
    if (error instanceof AppError) return failed(error.message, values)
    if (isDatabaseAway(error)) return failed('The database cannot be reached. Try again in a moment.', values)
    throw error
  }
}
