import { useApolloClient } from '@apollo/client/react'
import { PageHead } from '../app/PageHead'
import { signOut } from '../app/signOut'
import { Button } from '../ui/Button'
import { Password } from './Password'
import { Picture } from './Picture'
import { Profile } from './Profile'
import { Sessions } from './Sessions'

/** The viewer's own profile, password and sign-ins. */
export default function Me() {
  const client = useApolloClient()
  return (
    <>
      <PageHead title="Me">
        <Button onClick={() => void signOut(client)}>Sign out</Button>
      </PageHead>
      <div className="grid grid-cols-1 gap-6 lg:grid-cols-2">
        <div className="space-y-6">
          <Picture />
          <Profile />
        </div>
        <div className="space-y-6">
          <Password />
          <Sessions />
        </div>
      </div>
    </>
  )
}
