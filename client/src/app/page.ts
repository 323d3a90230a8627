/** Code that comes when it is needed, over a connection that may be lost just then. */

import { type ComponentType, lazy } from 'react'
import { recovery } from '../api/connection'

type Load<P> = () => Promise<{ default: ComponentType<P> }>

const pages: (() => Promise<unknown>)[] = []

/** A component whose code is fetched when it is first shown; while the server is away, it is waited for. */
export function later<P extends object>(load: Load<P>) {
  return lazy(() => load().catch(() => recovery().then(load)))
}

/** Such a component that is a page: its code comes with `fetchPages`, at the latest when the page is opened. */
export function page<P extends object>(load: Load<P>) {
  pages.push(load)
  return later(load)
}

/** Fetch the pages that may be opened next, one by one: nobody waits for them then, nor needs the server for them. */
export async function fetchPages(): Promise<void> {
  for (const load of pages) {
    await load().catch(() => undefined)
  }
}
