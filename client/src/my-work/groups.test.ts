import { expect, test } from 'vitest'
import type { TaskRowFragment } from '../task/task.generated'
import { byDueDate } from './groups'

const NOW = '2026-12-02'

function task(title: string, dueDate: string | null): TaskRowFragment {
  return { title, dueDate } as TaskRowFragment
}

test('tasks stand under the headings of their days, and a heading without tasks is left out', () => {
  const tasks = [
    task('late', '2026-12-01'),
    task('now', NOW),
    task('soon', '2026-12-06'),
    task('far', '2026-12-07'),
    task('some day', null),
  ]
  const found = byDueDate(tasks, NOW).map((group) => [group.title, group.tasks.map((each) => each.title)])
  expect(found).toEqual([
    ['Overdue', ['late']],
    ['Today', ['now']],
    ['This week', ['soon']],
    ['Later', ['far']],
    ['Without a date', ['some day']],
  ])
  expect(byDueDate([task('now', NOW)], NOW).map((group) => group.title)).toEqual(['Today'])
})
