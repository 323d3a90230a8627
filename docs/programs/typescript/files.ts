/** Hands in files for the first of one's open tasks, and fetches them into a folder: files.ts FOLDER FILE... */

import { createHash } from 'node:crypto'
import { createWriteStream, openAsBlob } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { gql, type TypedDocumentNode } from '@apollo/client'
import { mutate, type Payload, query, signIn, signOut } from './tasks_api.ts'

interface TaskFile {
  id: string
  name: string
  sha256: string
}

const FIRST_TASK: TypedDocumentNode<{ myTasks: { nodes: { id: string }[] } }> = gql`
  query FirstTask { myTasks(first: 1, filter: { completed: false }) { nodes { id } } }
`
const UPLOAD: TypedDocumentNode<{ uploadTaskFiles: Payload & { files: TaskFile[] } }> = gql`
  mutation Upload($task: ID!, $files: [Upload!]!) {
    uploadTaskFiles(taskId: $task, files: $files) { files { id name size sha256 } errors { code message field } }
  }
`
const LINK: TypedDocumentNode<{ createDownloadLink: Payload & { url: string } }> = gql`
  mutation Link($file: ID!) {
    createDownloadLink(fileId: $file) { url errors { code message field } }
  }
`

/** Hands in all files, or none; they are read piece by piece while they are sent. */
async function upload(task: string, paths: string[]): Promise<TaskFile[]> {
  const files = await Promise.all(paths.map(async (path) => new File([await openAsBlob(path)], basename(path))))
  return (await mutate(UPLOAD, { task, files })).files
}

/** Fetches a file; under its own name there is never half of it. */
async function download(file: TaskFile, folder: string): Promise<string> {
  const { url } = await mutate(LINK, { file: file.id }) // good for a minute, and needs no token
  const response = await fetch(url, { signal: AbortSignal.timeout(300_000) })
  if (!response.ok || !response.body) {
    throw new Error(`${file.name}: HTTP ${response.status}`)
  }
  const target = join(folder, basename(file.name))
  const content = createHash('sha256')
  await pipeline(
    response.body,
    async function* (pieces: AsyncIterable<Uint8Array>) {
      for await (const piece of pieces) {
        content.update(piece)
        yield piece
      }
    },
    createWriteStream(`${target}.part`),
  )
  if (content.digest('hex') !== file.sha256) {
    throw new Error(`${file.name} has not arrived as it is.`)
  }
  await rename(`${target}.part`, target)
  return target
}

const [folder = '.', ...paths] = process.argv.slice(2)
await mkdir(folder, { recursive: true })
await signIn()
try {
  const { myTasks } = await query(FIRST_TASK, {})
  const [task] = myTasks.nodes
  if (!task) {
    throw new Error('There is no open task.')
  }
  for (const file of await upload(task.id, paths)) {
    console.log([file.name, await download(file, folder)].join('\t'))
  }
} finally {
  await signOut()
}
