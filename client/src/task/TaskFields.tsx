import { TextArea, TextField } from '../ui/Field'

interface Props {
  problems: Record<string, string>
  task?: { title: string; description: string; dueDate?: string | null }
}

/** What is said of a task, in a form. */
export function TaskFields({ problems, task }: Props) {
  return (
    <>
      <TextField
        label="What has to be done"
        name="title"
        defaultValue={task?.title}
        error={problems.title}
        autoFocus
        required
      />
      <TextArea label="Description" name="description" defaultValue={task?.description} error={problems.description} />
      <TextField
        label="By when"
        name="dueDate"
        type="date"
        defaultValue={task?.dueDate ?? ''}
        error={problems.dueDate}
      />
    </>
  )
}
