import { redirect } from 'next/navigation'
import { requireStaff } from '@/lib/http/require-actor'

/** The staff console begins at its first section. */
export default async function AdminPage() {
  await requireStaff('admin.read')
  redirect('/admin/jobs')
}
