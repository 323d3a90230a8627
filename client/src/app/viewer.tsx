import { useQuery } from '@apollo/client/react'
import { createContext, type ReactNode, use } from 'react'
import type { Role } from '../api/schema.generated'
import { type MeFragment, ViewerDocument, type ViewerQuery } from '../api/session.generated'
import { today } from '../ui/dates'
import { Failed, Loading } from '../ui/States'

/** Who uses the page, what the server takes, and which day it is where the company is. */
export interface Viewer {
  username: string
  role: Role
  me: MeFragment
  company: NonNullable<ViewerQuery['company']>
  limits: NonNullable<ViewerQuery['serverInfo']>
  today: string
  /** Whether there is a team to lead. */
  leads: boolean
  /** Whether the people of the company may be changed. */
  keepsPeople: boolean
  isOfficer: boolean
}

const Context = createContext<Viewer | null>(null)

export function useViewer(): Viewer {
  const viewer = use(Context)
  if (!viewer) {
    throw new Error('There is no viewer here.')
  }
  return viewer
}

export function ViewerProvider({ children }: { children: ReactNode }) {
  const { data, error, refetch } = useQuery(ViewerDocument)
  if (data?.me?.employee && data.company && data.serverInfo) {
    return <Context value={viewerOf(data.me, data.me.employee, data.company, data.serverInfo)}>{children}</Context>
  }
  if (data?.me) {
    return <AdminOnly />
  }
  return (
    <main className="mx-auto max-w-2xl p-6">
      {error ? <Failed error={error} retry={() => void refetch()} /> : <Loading />}
    </main>
  )
}

function viewerOf(
  user: NonNullable<ViewerQuery['me']>,
  me: MeFragment,
  company: Viewer['company'],
  limits: Viewer['limits'],
): Viewer {
  const { role, username } = user
  return {
    username,
    role,
    me,
    company,
    limits,
    today: today(company.timeZone),
    leads: role === 'MANAGER' || role === 'OFFICER',
    keepsPeople: role === 'HR' || role === 'OFFICER',
    isOfficer: role === 'OFFICER',
  }
}

function AdminOnly() {
  return (
    <main className="mx-auto max-w-md p-10 text-center">
      <h1 className="text-xl font-semibold">This account works in the administration only</h1>
      <p className="muted mt-2 text-sm">
        It belongs to nobody who has tasks. Go to the{' '}
        <a className="underline" href="/admin/">
          administration
        </a>
        , or sign in as somebody else.
      </p>
    </main>
  )
}
