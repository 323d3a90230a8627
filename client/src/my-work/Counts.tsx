import { useQuery } from '@apollo/client/react'
import { Link } from 'wouter'
import { classes } from '../ui/classes'
import { DashboardDocument } from './my-work.generated'

/** How things stand, in four numbers. */
export function Counts() {
  const { data } = useQuery(DashboardDocument)
  const counts = data?.dashboard
  return (
    <dl className="mb-5 grid grid-cols-2 gap-3 sm:grid-cols-4">
      <Count name="Open" value={counts?.open} to="/?show=open" />
      <Count name="Overdue" value={counts?.overdue} to="/?show=overdue" alarming />
      <Count name="Due this week" value={counts?.dueThisWeek} to="/" />
      <Count name="Done this week" value={counts?.completedThisWeek} to="/?show=done" />
    </dl>
  )
}

function Count({
  name,
  value,
  to,
  alarming,
}: {
  name: string
  value: number | undefined
  to: string
  alarming?: boolean
}) {
  return (
    <div className="card relative px-4 py-3">
      <dt className="muted text-sm">
        <Link to={to} className="after:absolute after:inset-0">
          {name}
        </Link>
      </dt>
      <dd
        className={classes(
          'mt-0.5 text-2xl font-semibold tabular-nums',
          alarming && Boolean(value) && 'text-red-700 dark:text-red-400',
        )}
      >
        {value ?? '–'}
      </dd>
    </div>
  )
}
