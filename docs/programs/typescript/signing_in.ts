/** Signs in, asks three things at once, and signs out. The token expires after some minutes; the client sees to that. */

import { gql, type TypedDocumentNode } from '@apollo/client'
import { query, signIn, signOut } from './tasks_api.ts'

const ME: TypedDocumentNode<{ me: { role: string; employee: { name: string } } }> = gql`
  query Me { me { username role employee { name } } }
`
const MY_TASKS: TypedDocumentNode<{ myTasks: { totalCount: number } }> = gql`
  query MyTasks { myTasks(filter: { completed: false }) { totalCount } }
`
const COMPANY: TypedDocumentNode<{ company: { name: string } }> = gql`
  query Company { company { name timeZone } }
`

await signIn()
try {
  const [{ me }, { myTasks }, { company }] = await Promise.all([query(ME, {}), query(MY_TASKS, {}), query(COMPANY, {})])
  console.log(`${me.employee.name} (${me.role})`)
  console.log(`${myTasks.totalCount} open tasks`)
  console.log(company.name)
} finally {
  await signOut()
}
