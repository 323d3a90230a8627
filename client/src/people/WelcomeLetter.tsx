import { useMutation, useQuery } from '@apollo/client/react'
import type { LetterState } from '../api/schema.generated'
import { attempt } from '../task/actions'
import { Badge } from '../ui/Badge'
import { Button } from '../ui/Button'
import { momentInWords } from '../ui/dates'
import { say } from '../ui/Toasts'
import { type PersonDetailsFragment, PersonDocument, ResendWelcomeDocument } from './people.generated'

const STATES = {
  WAITING: { tone: 'accent', words: 'On its way' },
  SENT: { tone: 'good', words: 'Sent' },
  FAILED: { tone: 'bad', words: 'Could not be sent' },
  CANCELLED: { tone: 'neutral', words: 'Not needed any more' },
} as const satisfies Record<LetterState, { tone: string; words: string }>

const LOOK_EVERY = 3000

interface Props {
  person: PersonDetailsFragment
  letter: NonNullable<PersonDetailsFragment['welcomeLetter']>
}

/** What became of the letter with the first password; while it is on its way, it is looked after. */
export function WelcomeLetter({ person, letter }: Props) {
  useQuery(PersonDocument, {
    variables: { code: person.code },
    pollInterval: letter.state === 'WAITING' ? LOOK_EVERY : 0,
    fetchPolicy: 'cache-and-network',
  })
  const [resend, { loading }] = useMutation(ResendWelcomeDocument)
  const { tone, words } = STATES[letter.state]

  async function onResend() {
    const done = await attempt(async () => (await resend({ variables: { id: person.id } })).data?.resendWelcomeLetter)
    if (done) {
      say('Another letter is on its way. The password of the earlier one is dead.')
    }
  }

  return (
    <section aria-labelledby="letter" className="card flex flex-wrap items-center gap-3 p-4 text-sm">
      <h2 id="letter" className="font-semibold">
        Welcome letter
      </h2>
      <Badge tone={tone}>{words}</Badge>
      <span className="muted flex-1">
        {letter.sentAt
          ? momentInWords(letter.sentAt)
          : letter.error && `${letter.error} Tries so far: ${letter.attempts}.`}
      </span>
      {person.isActive && (
        <Button onClick={() => void onResend()} busy={loading}>
          Send again
        </Button>
      )}
    </section>
  )
}
