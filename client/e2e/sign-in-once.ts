import { signIn } from './api'

/** Sign in once for each role, for all tests. */
export default async function signInOnce(): Promise<void> {
  const names = ['emma', 'martin', 'hannah', 'olivia']
  const sessions = await Promise.all(names.map(async (name) => [name, await signIn(name)]))
  process.env.E2E_SESSIONS = JSON.stringify(Object.fromEntries(sessions))
}
