import { useMutation, useQuery } from '@apollo/client/react'
import { forgetSession } from '../api/session'
import { attempt } from '../task/actions'
import { Badge } from '../ui/Badge'
import { Button } from '../ui/Button'
import { momentInWords } from '../ui/dates'
import { Failed, Loading } from '../ui/States'
import { say } from '../ui/Toasts'
import { RevokeAllDocument, RevokeSessionDocument, SessionsDocument } from './me.generated'
import { Section } from './Section'

/** Where the viewer is signed in, each to be ended by itself. */
export function Sessions() {
  const { data, error, refetch } = useQuery(SessionsDocument, { fetchPolicy: 'cache-and-network' })
  const [revoke] = useMutation(RevokeSessionDocument, { refetchQueries: ['Sessions'] })
  const [revokeAll, ending] = useMutation(RevokeAllDocument)
  const sessions = data?.mySessions?.nodes

  async function end(id: string) {
    if (await attempt(async () => (await revoke({ variables: { id } })).data?.revokeSession)) {
      say('That sign-in has ended.')
    }
  }

  async function endAll() {
    if (await attempt(async () => (await revokeAll()).data?.revokeAllTokens)) {
      forgetSession()
    }
  }

  return (
    <Section title="Where you are signed in">
      {sessions ? (
        <ul className="card divide-y divide-slate-200 dark:divide-slate-800">
          {sessions.map((session) => (
            <li key={session.id} className="flex items-center gap-3 px-4 py-2.5 text-sm">
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">{deviceInWords(session.device)}</span>
                <span className="muted block truncate">Last used {momentInWords(session.lastUsedAt)}</span>
              </span>
              {session.current ? (
                <Badge tone="good">Here</Badge>
              ) : (
                <Button
                  onClick={() => void end(session.id)}
                  aria-label={`End the sign-in of ${deviceInWords(session.device)}`}
                >
                  End
                </Button>
              )}
            </li>
          ))}
        </ul>
      ) : error ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : (
        <Loading rows={2} />
      )}
      <div className="mt-3 flex justify-end">
        <Button onClick={() => void endAll()} busy={ending.loading}>
          End all of them, this one too
        </Button>
      </div>
    </Section>
  )
}

const BROWSERS = ['Edg', 'Firefox', 'Chrome', 'Safari'] as const
const SYSTEMS = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS', 'Linux'] as const
const NAMES: Record<string, string> = { Edg: 'Edge', 'Mac OS': 'macOS' }

/** Return what people call the browser that a sign-in names: the first that fits counts, as browsers imitate each other. */
export function deviceInWords(device: string): string {
  const browser = BROWSERS.find((name) => device.includes(`${name}/`))
  const system = SYSTEMS.find((name) => device.includes(name))
  if (!browser) {
    return device || 'A program without a name'
  }
  return [NAMES[browser] ?? browser, system && `on ${NAMES[system] ?? system}`].filter(Boolean).join(' ')
}
