import { useApolloClient, useMutation } from '@apollo/client/react'
import { ArrowDownTrayIcon, DocumentIcon, TrashIcon, XMarkIcon } from '@heroicons/react/24/outline'
import { type DragEvent, useRef, useState } from 'react'
import { useViewer } from '../app/viewer'
import { pathOf } from '../ui/Avatar'
import { Button } from '../ui/Button'
import { classes } from '../ui/classes'
import { Confirm } from '../ui/Dialog'
import { momentInWords } from '../ui/dates'
import { say } from '../ui/Toasts'
import { attempt } from './actions'
import { DeleteTaskFileDocument, DownloadLinkDocument, type FileRowFragment } from './task.generated'
import { bytesInWords, type Upload, useUploads } from './uploads'

/** The files of a task: handed in by a press or by dropping, fetched, and deleted. */
export function Files({ taskId, files }: { taskId: string; files: readonly FileRowFragment[] }) {
  const { limits } = useViewer()
  const { uploads, start, dismiss } = useUploads(taskId)
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)

  function onDrop(event: DragEvent) {
    event.preventDefault()
    setOver(false)
    start(event.dataTransfer.files)
  }

  return (
    <section
      aria-labelledby="files"
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <div className="mb-2 flex items-center justify-between">
        <h2 id="files" className="font-semibold">
          Files
        </h2>
        <Button onClick={() => input.current?.click()}>Add files</Button>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          data-testid="files"
          accept={limits.fileTypes.map((type) => `.${type.extension}`).join(',')}
          onChange={(event) => {
            start(event.target.files ?? [])
            event.target.value = ''
          }}
        />
      </div>
      <div className={classes('card', over && 'ring-2 ring-accent-500')}>
        <ul className="divide-y divide-slate-200 dark:divide-slate-800">
          {uploads.map((upload) => (
            <UploadRow key={upload.key} upload={upload} onDismiss={() => dismiss(upload.key)} />
          ))}
          {files.map((file) => (
            <FileRow key={file.id} file={file} />
          ))}
        </ul>
        {uploads.length + files.length === 0 && (
          <p className="muted px-4 py-8 text-center text-sm">
            Drop files here, or press “Add files”: up to {bytesInWords(limits.maxFileBytes)} each.
          </p>
        )}
      </div>
    </section>
  )
}

function UploadRow({ upload, onDismiss }: { upload: Upload; onDismiss: () => void }) {
  const percent = Math.round(upload.share * 100)
  return (
    <li className="flex items-center gap-3 px-3 py-2 text-sm">
      <DocumentIcon className="size-5 shrink-0 text-slate-500" />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{upload.name}</p>
        {upload.reason ? (
          <p role="alert" className="text-red-700 dark:text-red-400">
            {upload.reason}
          </p>
        ) : (
          <progress
            aria-label={`Upload of ${upload.name}`}
            value={percent}
            max={100}
            className="h-1.5 w-full accent-accent-600"
          />
        )}
      </div>
      <Button
        kind="quiet"
        onClick={onDismiss}
        aria-label={upload.reason ? `Put away ${upload.name}` : `Cancel ${upload.name}`}
      >
        <XMarkIcon className="size-5" />
      </Button>
    </li>
  )
}

function FileRow({ file }: { file: FileRowFragment }) {
  const client = useApolloClient()
  const [remove, { loading }] = useMutation(DeleteTaskFileDocument)
  const [asking, setAsking] = useState(false)

  async function download() {
    const payload = await attempt(async () => {
      const { data } = await client.mutate({ mutation: DownloadLinkDocument, variables: { fileId: file.id } })
      return data?.createDownloadLink
    })
    if (payload?.url) {
      location.assign(pathOf(payload.url))
    }
  }

  async function onDelete() {
    const done = await attempt(async () => (await remove({ variables: { id: file.id } })).data?.deleteTaskFile)
    setAsking(false)
    if (done) {
      say(`${file.name} is deleted.`)
    }
  }

  return (
    <li className="flex items-center gap-3 px-3 py-2 text-sm">
      <DocumentIcon className="size-5 shrink-0 text-slate-500" />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{file.name}</p>
        <p className="muted truncate">
          {bytesInWords(file.size)} · {file.uploadedBy.name} · {momentInWords(file.uploadedAt)}
        </p>
        {file.description && <p className="muted truncate">{file.description}</p>}
      </div>
      <Button kind="quiet" onClick={() => void download()} aria-label={`Download ${file.name}`}>
        <ArrowDownTrayIcon className="size-5" />
      </Button>
      {file.viewerCanDelete && (
        <Button kind="quiet" onClick={() => setAsking(true)} aria-label={`Delete ${file.name}`}>
          <TrashIcon className="size-5" />
        </Button>
      )}
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => void onDelete()}
        title="Delete the file?"
        action="Delete"
        busy={loading}
      >
        <p>
          <strong>{file.name}</strong> is gone for everybody who sees the task. This cannot be undone.
        </p>
      </Confirm>
    </li>
  )
}
