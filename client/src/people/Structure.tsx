import { useQuery } from '@apollo/client/react'
import { PageHead } from '../app/PageHead'
import { useViewer } from '../app/viewer'
import { Failed, Loading } from '../ui/States'
import { CompanyForm } from './CompanyForm'
import { Departments } from './Departments'
import { JobRoles } from './JobRoles'
import { Positions } from './Positions'
import { StructureDocument } from './people.generated'

/** How the company is divided: departments, job roles and positions. */
export default function Structure() {
  const { company, isOfficer } = useViewer()
  const { data, error, refetch } = useQuery(StructureDocument)
  return (
    <>
      <PageHead title={company.name} />
      {data ? (
        <div className="grid grid-cols-1 gap-6 lg:grid-cols-2">
          <Departments rows={data.departments?.nodes ?? []} />
          <JobRoles rows={data.jobRoles?.nodes ?? []} />
          <Positions structure={data} />
          {isOfficer && <CompanyForm />}
        </div>
      ) : error ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : (
        <Loading />
      )}
    </>
  )
}
