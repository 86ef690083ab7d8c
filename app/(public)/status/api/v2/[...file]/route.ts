import { statuspageFiles } from '@/lib/status/formats/statuspage'
import { respondStatus } from '../../../_parts/respond'

/** The page as Atlassian Statuspage's public API, version 2, has it: summary.json and its siblings. */
export async function GET(request: Request, { params }: { params: Promise<{ file: string[] }> }): Promise<Response> {
  const name = /^(.+)\.json$/.exec((await params).file.join('/'))?.[1] ?? ''
  const make = Object.hasOwn(statuspageFiles, name) ? statuspageFiles[name] : undefined
  return respondStatus(request, 'application/json', (published) => (make ? JSON.stringify(make(published)) : null))
}
