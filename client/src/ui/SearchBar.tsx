import type { ReactNode } from 'react'
import { TextField } from './Field'

interface Props {
  placeholder: string
  value: string
  onChange: (words: string) => void
  /** The filters beside it; on a phone, below. */
  children: ReactNode
}

/** What narrows a list. */
export function SearchBar({ placeholder, value, onChange, children }: Props) {
  return (
    <search className="mb-4 flex flex-wrap gap-2">
      <div className="w-full sm:w-auto sm:flex-1">
        <TextField
          label="Search"
          hideLabel
          type="search"
          placeholder={placeholder}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      </div>
      {children}
    </search>
  )
}
