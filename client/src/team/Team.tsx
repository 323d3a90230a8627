import { useQuery } from '@apollo/client/react'
import { UserGroupIcon } from '@heroicons/react/24/outline'
import { Suspense, useState } from 'react'
import { PageHead } from '../app/PageHead'
import { later } from '../app/page'
import { NewTask } from '../task/NewTask'
import { Button } from '../ui/Button'
import { Empty, Failed, Loading } from '../ui/States'
import { Members } from './Members'
import { TeamTasks } from './TeamTasks'
import { TeamBoardDocument, type TeamBoardQuery } from './team.generated'

const Charts = later(() => import('./Charts'))

export type Member = NonNullable<TeamBoardQuery['myTeam']>['edges'][number]['node']

/** Who has how much to do, what the week looks like, and every task of the team. */
export default function Team() {
  const { data, error, refetch } = useQuery(TeamBoardDocument)
  const [chosen, setChosen] = useState<Member['employee'] | null>(null)
  const [creating, setCreating] = useState(false)
  const members = data?.myTeam?.edges.map((edge) => edge.node)
  return (
    <>
      <PageHead title="My team">
        <Button kind="primary" onClick={() => setCreating(true)}>
          New task
        </Button>
      </PageHead>
      {members && members.length > 0 ? (
        <div className="space-y-6">
          <Suspense fallback={<Loading rows={4} />}>
            <Charts members={members} week={data?.dashboard?.week ?? []} />
          </Suspense>
          <Members members={members} chosen={chosen} onChoose={setChosen} />
          <TeamTasks of={chosen} />
        </div>
      ) : error && !data ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : members ? (
        <Empty icon={UserGroupIcon} title="There is nobody in your team yet">
          Whoever shares a department with you appears here. HR says who is in which department.
        </Empty>
      ) : (
        <Loading />
      )}
      <NewTask key={chosen?.id} open={creating} onClose={() => setCreating(false)} to={chosen ?? undefined} />
    </>
  )
}
