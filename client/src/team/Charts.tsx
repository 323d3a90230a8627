import { Bar, BarChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { weekdayOf } from '../ui/dates'
import type { Member } from './Team'
import type { TeamBoardQuery } from './team.generated'

type Week = NonNullable<TeamBoardQuery['dashboard']>['week']

const MOST_PEOPLE = 8
const TEXT = { fill: 'currentColor', fontSize: 12 }
const COLOURS = {
  open: 'var(--color-accent-500)',
  overdue: 'var(--color-red-600)',
  completed: 'var(--color-emerald-600)',
}
const TOOLTIP = 'rounded-lg bg-slate-800 px-3 py-2 text-xs text-white'

/** Workload and week as pictures; the numbers themselves stand in the tables beside them and for screen readers. */
export default function Charts({ members, week }: { members: readonly Member[]; week: Week }) {
  const people = [...members]
    .sort((one, other) => other.openCount - one.openCount)
    .slice(0, MOST_PEOPLE)
    .map((member) => ({
      name: member.employee.name,
      open: member.openCount - member.overdueCount,
      overdue: member.overdueCount,
    }))
  const days = week.map(({ day, due, completed }) => ({ name: weekdayOf(day), due, completed }))
  return (
    <div className="grid gap-4 md:grid-cols-2">
      <Chart title="Who has how much to do" colours={{ Overdue: COLOURS.overdue, Open: COLOURS.open }}>
        <BarChart
          accessibilityLayer={false}
          data={people}
          layout="vertical"
          margin={{ left: 0, right: 8, top: 0, bottom: 0 }}
        >
          <XAxis type="number" allowDecimals={false} tick={TEXT} axisLine={false} tickLine={false} />
          <YAxis type="category" dataKey="name" width={130} tick={TEXT} axisLine={false} tickLine={false} />
          <Tooltip content={<Words />} cursor={{ fill: 'currentColor', opacity: 0.06 }} />
          <Bar dataKey="overdue" name="Overdue" stackId="all" fill={COLOURS.overdue} isAnimationActive={false} />
          <Bar dataKey="open" name="Open" stackId="all" fill={COLOURS.open} isAnimationActive={false} />
        </BarChart>
      </Chart>
      <Chart title="This week" colours={{ Due: COLOURS.open, Done: COLOURS.completed }}>
        <BarChart accessibilityLayer={false} data={days} margin={{ left: -24, right: 8, top: 4, bottom: 0 }}>
          <XAxis dataKey="name" tick={TEXT} axisLine={false} tickLine={false} />
          <YAxis allowDecimals={false} tick={TEXT} axisLine={false} tickLine={false} />
          <Tooltip content={<Words />} cursor={{ fill: 'currentColor', opacity: 0.06 }} />
          <Bar dataKey="due" name="Due" fill={COLOURS.open} isAnimationActive={false} />
          <Bar dataKey="completed" name="Done" fill={COLOURS.completed} isAnimationActive={false} />
        </BarChart>
      </Chart>
      <WeekInNumbers week={week} />
    </div>
  )
}

interface Frame {
  title: string
  /** What the colours mean. */
  colours: Record<string, string>
  children: React.ReactElement
}

function Chart({ title, colours, children }: Frame) {
  return (
    <figure className="card p-4" aria-label={title}>
      <figcaption className="mb-2 flex flex-wrap items-center gap-x-4 text-sm">
        <span className="flex-1 font-semibold">{title}</span>
        {Object.entries(colours).map(([meaning, colour]) => (
          <span key={meaning} className="inline-flex items-center gap-1.5 text-xs">
            <svg className="size-2.5" viewBox="0 0 1 1" aria-hidden="true">
              <rect width="1" height="1" fill={colour} />
            </svg>
            {meaning}
          </span>
        ))}
      </figcaption>
      <div className="h-56" aria-hidden="true">
        <ResponsiveContainer width="100%" height="100%">
          {children}
        </ResponsiveContainer>
      </div>
    </figure>
  )
}

interface Pointed {
  active?: boolean
  label?: string | number
  payload?: readonly { name?: string | number; value?: unknown }[]
}

function Words({ active, label, payload }: Pointed) {
  return active && payload ? (
    <div className={TOOLTIP}>
      <p className="font-semibold">{label}</p>
      {payload.map((part) => (
        <p key={part.name}>
          {part.name}: {String(part.value)}
        </p>
      ))}
    </div>
  ) : null
}

function WeekInNumbers({ week }: { week: Week }) {
  return (
    <table className="sr-only">
      <caption>This week in numbers</caption>
      <thead>
        <tr>
          <th>Day</th>
          <th>Due</th>
          <th>Done</th>
        </tr>
      </thead>
      <tbody>
        {week.map(({ day, due, completed }) => (
          <tr key={day}>
            <td>{weekdayOf(day)}</td>
            <td>{due}</td>
            <td>{completed}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
