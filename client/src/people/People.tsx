import { useQuery } from '@apollo/client/react'
import { UsersIcon } from '@heroicons/react/24/outline'
import { useState } from 'react'
import { Link } from 'wouter'
import { PageHead } from '../app/PageHead'
import { useViewer } from '../app/viewer'
import { Avatar } from '../ui/Avatar'
import { Badge } from '../ui/Badge'
import { Button } from '../ui/Button'
import { counted } from '../ui/counted'
import { Select } from '../ui/Field'
import { SearchBar } from '../ui/SearchBar'
import { Empty, Failed, Loading } from '../ui/States'
import { usePages } from '../ui/usePages'
import { useSettled } from '../ui/useSettled'
import { Hire } from './Hire'
import { PeopleDocument, type PersonRowFragment, StructureDocument } from './people.generated'

/** The directory of the company. */
export default function People() {
  const { keepsPeople, leads } = useViewer()
  const [typed, setTyped] = useState('')
  const [departmentId, setDepartmentId] = useState('')
  const [state, setState] = useState('active')
  const [hiring, setHiring] = useState(false)
  const search = useSettled(typed)
  const structure = useQuery(StructureDocument).data
  const filter = { departmentId: departmentId || null, isActive: state === 'all' ? null : state === 'active' }
  const { page, error, retry, end } = usePages(
    PeopleDocument,
    { search: search || null, filter },
    (answer) => answer.employees,
  )
  const people = page?.edges.map((edge) => edge.node) ?? []
  return (
    <>
      <PageHead title="People">
        {keepsPeople && (
          <Button kind="primary" onClick={() => setHiring(true)}>
            Hire somebody
          </Button>
        )}
      </PageHead>
      <SearchBar placeholder="Search names, codes and mail addresses" value={typed} onChange={setTyped}>
        <Select
          label="Department"
          hideLabel
          value={departmentId}
          onChange={(event) => setDepartmentId(event.target.value)}
        >
          <option value="">Every department</option>
          {structure?.departments?.nodes.map((department) => (
            <option key={department.id} value={department.id}>
              {department.name}
            </option>
          ))}
        </Select>
        {(keepsPeople || leads) && (
          <Select label="Who" hideLabel value={state} onChange={(event) => setState(event.target.value)}>
            <option value="active">Who work here</option>
            <option value="left">Who have left</option>
            <option value="all">All</option>
          </Select>
        )}
      </SearchBar>
      {people.length > 0 ? (
        <>
          <p className="muted mb-2 text-sm">{counted(page?.totalCount ?? 0, 'person', 'people')}</p>
          <ul className="card divide-y divide-slate-200 dark:divide-slate-800">
            {people.map((person) => (
              <Row key={person.id} person={person} />
            ))}
          </ul>
        </>
      ) : error && !page ? (
        <Failed error={error} retry={retry} />
      ) : page ? (
        <Empty icon={UsersIcon} title="Nobody found" />
      ) : (
        <Loading />
      )}
      <div ref={end}>{page?.pageInfo.hasNextPage && <Loading rows={2} />}</div>
      {structure && keepsPeople && <Hire open={hiring} onClose={() => setHiring(false)} structure={structure} />}
    </>
  )
}

function Row({ person }: { person: PersonRowFragment }) {
  return (
    <li>
      <Link
        to={`/people/${person.code}`}
        className="flex items-center gap-3 px-3 py-2.5 hover:bg-slate-50 dark:hover:bg-slate-800/50"
      >
        <Avatar name={person.name} pictureUrl={person.pictureUrl} />
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">{person.name}</span>
          <span className="muted block truncate text-sm">{person.position?.jobRole.name ?? person.code}</span>
        </span>
        <span className="muted hidden min-w-0 truncate text-sm sm:block">
          {person.departments.nodes.map((department) => department.name).join(', ')}
        </span>
        {!person.isActive && <Badge tone="warning">Has left</Badge>}
      </Link>
    </li>
  )
}
