/** The server's command line, with a data folder, a key and limits for these tests. */

import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..', '..')
const KEPT = ['PATH', 'HOME', 'LANG', 'TMPDIR']

/** Return a command of manage.py, with where and in which environment it runs: nothing of this machine's own settings. */
export function manage(...words: string[]) {
  const own = join(ROOT, '.venv', 'bin', 'python')
  const python = existsSync(own) ? own : 'python3'
  return {
    command: [python, 'manage.py', ...words].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' '),
    cwd: ROOT,
    env: {
      ...Object.fromEntries(KEPT.map((name) => [name, process.env[name] ?? ''])),
      DATA_DIR: process.env.E2E_DATA_DIR ?? '',
      JWT_SECRET_KEY: process.env.E2E_JWT_KEY ?? '',
      // No test may end another one's sign-in by refreshing what both have.
      ACCESS_TOKEN_LIFETIME: '60',
      RATE_USER: '0',
      RATE_ANONYMOUS: '0',
      RATE_REFRESH: '0',
    },
  }
}

/** Run a line of Python in the server's own database: for what only time would bring about. */
export function python(line: string): void {
  const { command, cwd, env } = manage('shell', '--command', line)
  execFileSync('sh', ['-c', command], { cwd, env, stdio: 'pipe' })
}

/** Return a port that nobody listens at. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}
