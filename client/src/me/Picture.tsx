import { useMutation } from '@apollo/client/react'
import { useRef } from 'react'
import { useViewer } from '../app/viewer'
import { attempt } from '../task/actions'
import { Avatar } from '../ui/Avatar'
import { Button } from '../ui/Button'
import { SetPictureDocument } from './me.generated'
import { Section } from './Section'

/** The viewer's picture, which colleagues see beside the name. */
export function Picture() {
  const { me } = useViewer()
  const [setPicture, { loading }] = useMutation(SetPictureDocument)
  const input = useRef<HTMLInputElement>(null)

  async function choose(picture: File | null) {
    await attempt(async () => (await setPicture({ variables: { picture } })).data?.setProfilePicture)
  }

  return (
    <Section title="Picture">
      <div className="card flex flex-wrap items-center gap-4 p-4">
        <Avatar name={me.name} pictureUrl={me.pictureUrl} size="large" />
        <div className="flex flex-wrap gap-2">
          <Button onClick={() => input.current?.click()} busy={loading}>
            Choose a picture
          </Button>
          {me.pictureUrl && (
            <Button onClick={() => void choose(null)} disabled={loading}>
              Remove
            </Button>
          )}
        </div>
        <p className="muted w-full text-sm">PNG, JPEG, WebP or GIF, up to 5 MB. Colleagues see it.</p>
        <input
          ref={input}
          type="file"
          hidden
          accept="image/png,image/jpeg,image/webp,image/gif"
          data-testid="picture"
          onChange={(event) => {
            void choose(event.target.files?.[0] ?? null)
            event.target.value = ''
          }}
        />
      </div>
    </Section>
  )
}
