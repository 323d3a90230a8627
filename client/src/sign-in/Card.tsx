import { type ReactNode, useEffect } from 'react'

/** The page of everybody who is not signed in yet. */
export function Card({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Rakmedia Tasks`
  }, [title])
  return (
    <main className="flex min-h-dvh items-center justify-center p-4">
      <div className="card w-full max-w-sm p-6 shadow-sm">
        <p className="text-sm font-semibold text-accent-700 dark:text-accent-400">Rakmedia Tasks</p>
        <h1 className="mt-1 mb-5 text-xl font-semibold">{title}</h1>
        {children}
      </div>
    </main>
  )
}
