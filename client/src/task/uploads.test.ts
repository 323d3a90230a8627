import { expect, test } from 'vitest'
import { bytesInWords, refusal } from './uploads'

const LIMITS = {
  __typename: 'ServerInfo' as const,
  maxFileBytes: 10,
  maxFilesPerUpload: 10,
  maxFilesPerTask: 50,
  fileTypes: [{ __typename: 'FileType' as const, extension: 'pdf' }],
}

test('what the server would refuse is not sent', () => {
  expect(refusal(new File(['content'], 'Plan.PDF'), LIMITS)).toBeNull()
  expect(refusal(new File([], 'plan.pdf'), LIMITS)).toBe('The file is empty.')
  expect(refusal(new File(['more than ten'], 'plan.pdf'), LIMITS)).toContain('at most')
  expect(refusal(new File(['content'], 'plan.exe'), LIMITS)).toContain('not taken')
  expect(refusal(new File(['content'], 'plan'), LIMITS)).toContain('not taken')
})

test('sizes are said as people read them', () => {
  expect([1, 2048, 10 * 1024 * 1024].map(bytesInWords)).toEqual(['1 byte', '2 kB', '10 MB'])
})
