import { Avatar } from '../ui/Avatar'
import { classes } from '../ui/classes'
import type { Member } from './Team'

interface Props {
  members: readonly Member[]
  chosen: Member['employee'] | null
  onChoose: (person: Member['employee'] | null) => void
}

/** The people of the team with their counts; a press on one shows his tasks only. */
export function Members({ members, chosen, onChoose }: Props) {
  return (
    <section aria-labelledby="members">
      <h2 id="members" className="mb-2 font-semibold">
        People
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
      <section className="card max-h-96 overflow-auto" tabIndex={0} aria-labelledby="members">
        <table className="w-full text-sm">
          <thead className="sticky top-0 bg-white text-left dark:bg-slate-900">
            <tr className="muted border-b border-slate-200 dark:border-slate-800">
              <th className="px-3 py-2 font-medium">Name</th>
              <th className="px-3 py-2 text-right font-medium">Open</th>
              <th className="px-3 py-2 text-right font-medium">Overdue</th>
              <th className="px-3 py-2 text-right font-medium">
                <span className="sm:hidden">On time</span>
                <span className="hidden sm:inline">Done on time</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {members.map(({ employee, ...counts }) => (
              <tr
                key={employee.id}
                className={classes(
                  'border-b border-slate-100 last:border-0 dark:border-slate-800',
                  employee.id === chosen?.id && 'bg-accent-50 dark:bg-accent-700/25',
                )}
              >
                <td className="px-3 py-1.5">
                  <button
                    type="button"
                    aria-pressed={employee.id === chosen?.id}
                    onClick={() => onChoose(employee.id === chosen?.id ? null : employee)}
                    className="flex items-center gap-2 text-left font-medium hover:underline"
                  >
                    <Avatar name={employee.name} pictureUrl={employee.pictureUrl} />
                    {employee.name}
                  </button>
                </td>
                <td className="px-3 py-1.5 text-right tabular-nums">{counts.openCount}</td>
                <td
                  className={classes(
                    'px-3 py-1.5 text-right tabular-nums',
                    counts.overdueCount > 0 && 'font-semibold text-red-700 dark:text-red-400',
                  )}
                >
                  {counts.overdueCount}
                </td>
                <td className="px-3 py-1.5 text-right tabular-nums">{counts.completedOnTimeCount}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  )
}
