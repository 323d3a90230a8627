import { useApolloClient } from '@apollo/client/react'
import {
  ArrowRightStartOnRectangleIcon,
  BuildingOffice2Icon,
  CheckCircleIcon,
  UserCircleIcon,
  UserGroupIcon,
  UsersIcon,
} from '@heroicons/react/24/outline'
import type { ComponentType, ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { Avatar } from '../ui/Avatar'
import { classes } from '../ui/classes'
import { signOut } from './signOut'
import { useViewer, type Viewer } from './viewer'

interface Place {
  to: string
  label: string
  icon: ComponentType<{ className?: string }>
  for?: (viewer: Viewer) => boolean
}

const PLACES: readonly Place[] = [
  { to: '/', label: 'My work', icon: CheckCircleIcon },
  { to: '/team', label: 'My team', icon: UserGroupIcon, for: (viewer) => viewer.leads },
  { to: '/people', label: 'People', icon: UsersIcon },
  { to: '/company', label: 'Company', icon: BuildingOffice2Icon, for: (viewer) => viewer.keepsPeople },
  { to: '/me', label: 'Me', icon: UserCircleIcon },
]

/** The page around each page: where one can go, at the side, on a phone at the bottom. */
export function Layout({ children }: { children: ReactNode }) {
  const viewer = useViewer()
  const client = useApolloClient()
  const places = PLACES.filter((place) => !place.for || place.for(viewer))
  return (
    <div className="min-h-dvh sm:grid sm:grid-cols-[13.5rem_1fr]">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded focus:bg-white focus:p-2 focus:text-slate-900"
      >
        Skip to the content
      </a>
      <aside className="sticky top-0 hidden h-dvh flex-col border-r border-slate-200 p-3 sm:flex dark:border-slate-800">
        <p className="truncate px-2 py-3 font-semibold">{viewer.company.name}</p>
        <nav aria-label="Pages" className="flex flex-1 flex-col gap-1">
          {places.map((place) => (
            <SideLink key={place.to} {...place} />
          ))}
        </nav>
        <div className="flex items-center gap-2 px-2 py-2 text-sm">
          <Avatar name={viewer.me.name} pictureUrl={viewer.me.pictureUrl} />
          <span className="min-w-0 flex-1 truncate">{viewer.me.name}</span>
          <button type="button" aria-label="Sign out" title="Sign out" onClick={() => void signOut(client)}>
            <ArrowRightStartOnRectangleIcon className="size-5" />
          </button>
        </div>
      </aside>
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto w-full max-w-5xl px-4 pt-5 pb-24 outline-none sm:px-8 sm:pb-10"
      >
        {children}
      </main>
      <nav
        aria-label="Pages"
        className="fixed inset-x-0 bottom-0 z-30 flex border-t border-slate-200 bg-white pb-[env(safe-area-inset-bottom)] sm:hidden dark:border-slate-800 dark:bg-slate-950"
      >
        {places.map((place) => (
          <BottomLink key={place.to} {...place} />
        ))}
      </nav>
    </div>
  )
}

function useIsHere(to: string): boolean {
  const [here] = useLocation()
  return to === '/' ? here === '/' || here.startsWith('/tasks/') : here.startsWith(to)
}

function SideLink({ to, label, icon: Icon }: Place) {
  const isHere = useIsHere(to)
  return (
    <Link
      to={to}
      aria-current={isHere ? 'page' : undefined}
      className={classes(
        'flex items-center gap-2.5 rounded-lg px-2 py-1.5 text-sm font-medium',
        isHere
          ? 'bg-accent-100 text-accent-700 dark:bg-accent-700/30 dark:text-accent-100'
          : 'text-slate-700 hover:bg-slate-100 dark:text-slate-300 dark:hover:bg-slate-800',
      )}
    >
      <Icon className="size-5" />
      {label}
    </Link>
  )
}

function BottomLink({ to, label, icon: Icon }: Place) {
  const isHere = useIsHere(to)
  return (
    <Link
      to={to}
      aria-current={isHere ? 'page' : undefined}
      className={classes(
        'flex flex-1 flex-col items-center gap-0.5 py-2 text-xs',
        isHere ? 'font-semibold text-accent-700 dark:text-accent-100' : 'text-slate-600 dark:text-slate-400',
      )}
    >
      <Icon className="size-6" />
      {label}
    </Link>
  )
}
