import { classes } from './classes'

const COLOURS = [
  'bg-rose-700',
  'bg-orange-800',
  'bg-amber-800',
  'bg-emerald-800',
  'bg-teal-800',
  'bg-sky-800',
  'bg-indigo-700',
  'bg-fuchsia-800',
]

interface Props {
  name: string
  pictureUrl?: string | null
  size?: 'small' | 'large'
}

/** A person's picture, or the initials on a colour of their own. Decoration: the name stands beside it. */
export function Avatar({ name, pictureUrl, size = 'small' }: Props) {
  const look = classes('shrink-0 rounded-full object-cover', size === 'small' ? 'size-7 text-xs' : 'size-20 text-2xl')
  if (pictureUrl) {
    return <img src={pathOf(pictureUrl)} alt="" className={look} loading="lazy" />
  }
  const words = name.split(' ')
  const initials = [words[0], words.at(-1)].map((word) => word?.[0] ?? '').join('')
  const colour = COLOURS[[...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % COLOURS.length]
  return (
    <span
      aria-hidden="true"
      className={classes(look, colour, 'inline-flex items-center justify-center font-semibold text-white')}
    >
      {initials}
    </span>
  )
}

/** Return the path of an address of this server, which the page's own origin serves, too. */
export function pathOf(address: string): string {
  const url = new URL(address, location.origin)
  return url.pathname + url.search
}
