import { useApolloClient } from '@apollo/client/react'
import { Suspense, useEffect } from 'react'
import { Redirect, Route, Switch, useLocation, useSearch } from 'wouter'
import { currentSession, subscribe, useSession } from '../api/session'
import { ForgottenPassword } from '../sign-in/ForgottenPassword'
import { ResetPassword } from '../sign-in/ResetPassword'
import { SignIn } from '../sign-in/SignIn'
import { Loading } from '../ui/States'
import { dismissAll, Toasts } from '../ui/Toasts'
import { Boundary } from './Boundary'
import { ConnectionLost } from './ConnectionLost'
import { Layout } from './Layout'
import { fetchPages, page } from './page'
import { ViewerProvider } from './viewer'

const MyWork = page(() => import('../my-work/MyWork'))
const TaskPage = page(() => import('../task/TaskPage'))
const Team = page(() => import('../team/Team'))
const People = page(() => import('../people/People'))
const PersonPage = page(() => import('../people/PersonPage'))
const Structure = page(() => import('../people/Structure'))
const Me = page(() => import('../me/Me'))
const ChoosePassword = page(() => import('../sign-in/ChoosePassword'))

/** The pages, and who gets which: without a sign-in only those that lead to one. */
export function App() {
  useForgettingBetweenPeople()
  return (
    <Boundary>
      <ConnectionLost />
      <Switch>
        <Route path="/forgotten-password" component={ForgottenPassword} />
        <Route path="/reset-password" component={ResetPassword} />
        <Route path="/sign-in" component={SignIn} />
        <Route component={SignedIn} />
      </Switch>
      <Toasts />
    </Boundary>
  )
}

function SignedIn() {
  const session = useSession()
  const [path] = useLocation()
  const search = useSearch()
  if (!session) {
    const here = search ? `${path}?${search}` : path
    return <Redirect to={here === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(here)}`} replace />
  }
  if (session.mustChangePassword) {
    return (
      <Suspense fallback={<Loading />}>
        <ChoosePassword />
      </Suspense>
    )
  }
  return (
    <ViewerProvider>
      <Layout>
        <Suspense fallback={<Loading />}>
          <Switch>
            <Route path="/" component={MyWork} />
            <Route path="/tasks/:id">{({ id }) => <TaskPage key={id} id={id} />}</Route>
            <Route path="/team" component={Team} />
            <Route path="/people" component={People} />
            <Route path="/people/:code">{({ code }) => <PersonPage key={code} code={code} />}</Route>
            <Route path="/company" component={Structure} />
            <Route path="/me" component={Me} />
            <Route>
              <Redirect to="/" replace />
            </Route>
          </Switch>
          <FetchAhead />
        </Suspense>
      </Layout>
    </ViewerProvider>
  )
}

const PAUSE = 4000

/** Fetches the other pages, once the first one has had its time. */
function FetchAhead() {
  useEffect(() => {
    const timer = setTimeout(() => void fetchPages(), PAUSE)
    return () => clearTimeout(timer)
  }, [])
  return null
}

/** What one person saw must not be there for the next one at this browser. */
function useForgettingBetweenPeople() {
  const client = useApolloClient()
  useEffect(
    () =>
      subscribe(() => {
        if (!currentSession()) {
          void client.clearStore()
          dismissAll()
        }
      }),
    [client],
  )
}
