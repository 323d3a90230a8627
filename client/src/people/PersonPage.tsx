import { useMutation, useQuery } from '@apollo/client/react'
import { UserIcon } from '@heroicons/react/24/outline'
import { type ReactNode, useState } from 'react'
import { PageHead } from '../app/PageHead'
import { useViewer } from '../app/viewer'
import { attempt } from '../task/actions'
import { TaskList } from '../task/TaskList'
import { TeamTasksDocument } from '../team/team.generated'
import { Avatar } from '../ui/Avatar'
import { Badge } from '../ui/Badge'
import { Button } from '../ui/Button'
import { counted } from '../ui/counted'
import { Confirm, Dialog } from '../ui/Dialog'
import { fullDay } from '../ui/dates'
import { Empty, Failed, Loading } from '../ui/States'
import { say } from '../ui/Toasts'
import { usePages } from '../ui/usePages'
import { EditPerson } from './EditPerson'
import {
  DeactivateDocument,
  OpenTasksOfDocument,
  type PersonDetailsFragment,
  PersonDocument,
  ReactivateDocument,
} from './people.generated'
import { RoleForm } from './RoleForm'
import { keeps, ROLES } from './roles'
import { WelcomeLetter } from './WelcomeLetter'

/** One person: who it is, and for those who look after people, everything else. */
export default function PersonPage({ code }: { code: string }) {
  const { data, error, refetch } = useQuery(PersonDocument, { variables: { code } })
  if (data?.employee) {
    return <Found person={data.employee} />
  }
  if (error) {
    return <Failed error={error} retry={() => void refetch()} />
  }
  return data ? <Empty icon={UserIcon} title={`There is nobody with the code ${code}`} /> : <Loading rows={4} />
}

function Found({ person }: { person: PersonDetailsFragment }) {
  const viewer = useViewer()
  return (
    <>
      <PageHead title={person.name}>{keeps(viewer, person.role) && <Actions person={person} />}</PageHead>
      <div className="grid grid-cols-1 gap-6 lg:grid-cols-[16rem_1fr]">
        <section className="card h-fit p-4 text-sm" aria-label="Details">
          <div className="mb-4 flex items-center gap-3">
            <Avatar name={person.name} pictureUrl={person.pictureUrl} size="large" />
            <div>
              {person.isActive ? <Badge tone="good">Works here</Badge> : <Badge tone="warning">Has left</Badge>}
              <p className="muted mt-1">{person.code}</p>
            </div>
          </div>
          <dl className="space-y-3">
            <Fact name="Work mail">
              <a className="underline break-all" href={`mailto:${person.workEmail}`}>
                {person.workEmail}
              </a>
            </Fact>
            <Fact name="Position">
              {person.position && `${person.position.jobRole.name} (${person.position.employeeType.name})`}
            </Fact>
            <Fact name="Departments">{person.departments.nodes.map((department) => department.name).join(', ')}</Fact>
            <Fact name="Phone">{person.phone}</Fact>
            <Fact name="First day">{person.hireDate && fullDay(person.hireDate)}</Fact>
            <Fact name="Salary, a year">{person.salary && Number(person.salary).toLocaleString()}</Fact>
            <Fact name="Role">{person.role && ROLES[person.role]}</Fact>
            <Fact name="Username">{person.username}</Fact>
          </dl>
        </section>
        <div className="min-w-0 space-y-6">
          {person.welcomeLetter && <WelcomeLetter person={person} letter={person.welcomeLetter} />}
          <OpenTasks person={person} />
        </div>
      </div>
    </>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return children ? (
    <div>
      <dt className="muted text-xs font-semibold uppercase">{name}</dt>
      <dd>{children}</dd>
    </div>
  ) : null
}

/** What the person has to do, as far as the viewer may see it. */
function OpenTasks({ person }: { person: PersonDetailsFragment }) {
  const { page, error, retry, end } = usePages(
    TeamTasksDocument,
    { filter: { assigneeId: person.id, completed: false }, search: null },
    (answer) => answer.tasks,
  )
  if (!page) {
    return error ? <Failed error={error} retry={retry} /> : <Loading rows={3} />
  }
  const tasks = page.edges.map((edge) => edge.node)
  return (
    <section aria-labelledby="open-tasks">
      <h2 id="open-tasks" className="mb-2 font-semibold">
        Open tasks ({page.totalCount})
      </h2>
      {tasks.length > 0 ? (
        <TaskList tasks={tasks} />
      ) : (
        <p className="card muted px-4 py-8 text-center text-sm">There is none that you may see.</p>
      )}
      <div ref={end}>{page.pageInfo.hasNextPage && <Loading rows={2} />}</div>
    </section>
  )
}

function Actions({ person }: { person: PersonDetailsFragment }) {
  const { me } = useViewer()
  const [shown, setShown] = useState<'edit' | 'role' | 'leave' | null>(null)
  const [reactivate, reactivating] = useMutation(ReactivateDocument)
  const close = () => setShown(null)

  async function onReturn() {
    const done = await attempt(
      async () => (await reactivate({ variables: { id: person.id } })).data?.reactivateEmployee,
    )
    if (done) {
      say(`${person.name} may sign in again, and gets a letter to choose a password.`)
    }
  }

  return (
    <>
      <Button onClick={() => setShown('edit')}>Edit</Button>
      {person.id !== me.id && <Button onClick={() => setShown('role')}>Role</Button>}
      {person.isActive ? (
        <Button onClick={() => setShown('leave')}>Deactivate</Button>
      ) : (
        <Button onClick={() => void onReturn()} busy={reactivating.loading}>
          Reactivate
        </Button>
      )}
      <EditPerson key={shown} person={person} open={shown === 'edit'} onClose={close} />
      <Dialog open={shown === 'role'} onClose={close} title={`What may ${person.name} do?`}>
        <RoleForm person={person} onDone={close} />
      </Dialog>
      {shown === 'leave' && <Leave person={person} onClose={close} />}
    </>
  )
}

/** Deactivating somebody: what becomes of the tasks is said before. */
function Leave({ person, onClose }: { person: PersonDetailsFragment; onClose: () => void }) {
  const { isOfficer } = useViewer()
  const { data } = useQuery(OpenTasksOfDocument, {
    variables: { id: person.id },
    fetchPolicy: 'network-only',
    // Who may not see the tasks cannot count them either.
    skip: !isOfficer,
  })
  const [deactivate, { loading }] = useMutation(DeactivateDocument)
  const count = data?.tasks?.totalCount

  async function onConfirm() {
    const done = await attempt(
      async () => (await deactivate({ variables: { id: person.id } })).data?.deactivateEmployee,
    )
    if (done) {
      say(`${person.name} can no longer sign in.`)
    }
    onClose()
  }

  return (
    <Confirm
      open
      onClose={onClose}
      onConfirm={() => void onConfirm()}
      title={`Deactivate ${person.name}?`}
      action="Deactivate"
      busy={loading}
    >
      <p>{person.name} is signed out everywhere at once, and cannot sign in again until reactivated.</p>
      <p>
        {count === undefined
          ? 'The open tasks stay where they are, marked as those of somebody who has left.'
          : count === 0
            ? 'There are no open tasks.'
            : `${counted(count, 'open task stays where it is', 'open tasks stay where they are')}, under the name of somebody who has left, for the manager to hand on.`}
      </p>
    </Confirm>
  )
}
