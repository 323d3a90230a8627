/** The API, as the tests use it to prepare what they look at and to change things behind a page's back. */

import { randomUUID } from 'node:crypto'

export const PASSWORD = 'harbour-lights-7'

export interface Session {
  token: string
  refreshToken: string
  mustChangePassword: boolean
}

export interface Task {
  id: string
  title: string
  version: number
}

export interface Person {
  id: string
  code: string
  name: string
  firstName: string
  workEmail: string
  username: string
  version: number
}

interface Node {
  id: string
  name: string
}

/** Return words that no other test has. */
export function unique(words: string): string {
  return `${words} ${randomUUID().slice(0, 8)}`
}

/** Return today, or a day later, as the company in Berlin counts. */
export function day(later = 0): string {
  const moment = new Date(Date.now() + later * 24 * 60 * 60 * 1000)
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Berlin', dateStyle: 'short' }).format(moment)
}

async function send<T>(query: string, variables: object, token?: string): Promise<T> {
  const response = await fetch(`http://localhost:${process.env.E2E_PORT}/graphql/`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  })
  const answer = (await response.json()) as { data: T; errors?: unknown }
  if (answer.errors) {
    throw new Error(JSON.stringify(answer.errors))
  }
  return answer.data
}

/** Sign in; a refused one gives null tokens. */
export async function signIn(username: string, password = PASSWORD): Promise<Session> {
  const { tokenAuth } = await send<{ tokenAuth: Session }>(
    `mutation ($username: String!, $password: String!) {
      tokenAuth(username: $username, password: $password) { token refreshToken mustChangePassword }
    }`,
    { username, password },
  )
  return tokenAuth
}

/** Return the sign-in of somebody: of the roles that of all tests, of others their own. */
export async function sessionOf(username: string): Promise<Session> {
  const known = JSON.parse(process.env.E2E_SESSIONS ?? '{}') as Record<string, Session>
  return known[username] ?? (await signIn(username))
}

/** The API for one person. */
export class Api {
  private constructor(private readonly token: string) {}

  static async of(username: string): Promise<Api> {
    return new Api((await sessionOf(username)).token)
  }

  ask<T>(query: string, variables: object = {}): Promise<T> {
    return send<T>(query, variables, this.token)
  }

  /** Do one mutation with an input; return what the payload has under `result`. */
  async change<T>(name: string, result: string, input: object): Promise<T> {
    const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`
    const query = `mutation ($input: ${type}!) { done: ${name}(input: $input) { ${result} errors { code message } } }`
    const { done } = await this.ask<{ done: Record<string, unknown> & { errors: unknown[] } }>(query, { input })
    if (done.errors.length > 0) {
      throw new Error(`${name}: ${JSON.stringify(done.errors)}`)
    }
    return done[result.split(' ')[0] ?? ''] as T
  }

  createTask(title: string, more: { assigneeId?: string; description?: string; dueDate?: string } = {}): Promise<Task> {
    return this.change<Task>('createTask', 'task { id title version }', { title, ...more })
  }

  updateTask(task: Task, more: { title?: string; description?: string }): Promise<Task> {
    const input = { id: task.id, version: task.version, ...more }
    return this.change<Task>('updateTask', 'task { id title version }', input)
  }

  completeTask({ id, version }: Task): Promise<Task> {
    return this.change<Task>('completeTask', 'task { id title version }', { id, version })
  }

  async deleteTask({ id, version }: Task): Promise<void> {
    await this.change('deleteTask', 'deletedId', { id, version })
  }

  async fileNames(task: Task): Promise<string[]> {
    const query = 'query ($id: ID!) { task(id: $id) { files(first: 50) { nodes { name } } } }'
    const answer = await this.ask<{ task: { files: { nodes: { name: string }[] } } }>(query, { id: task.id })
    return answer.task.files.nodes.map((file) => file.name)
  }

  /** Hire somebody nobody else has, into a department. */
  async hire(department?: string): Promise<Person> {
    const { departments } = await this.ask<{ departments: { nodes: Node[] } }>(
      '{ departments(first: 100) { nodes { id name } } }',
    )
    const key = randomUUID().slice(0, 8)
    const wanted = departments.nodes.filter((node) => node.name === department)
    return this.change<Person>('createEmployee', 'employee { id code name firstName workEmail username version }', {
      firstName: 'Ada',
      lastName: `Probst-${key}`,
      workEmail: `ada.${key}@rakmedia.example`,
      departmentIds: wanted.map((node) => node.id),
    })
  }
}
