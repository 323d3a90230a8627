import { CombinedGraphQLErrors } from '@apollo/client/errors'
import { expect, test } from 'vitest'
import { byField, codeOf, isOffline, sentence } from './errors'

function refusal(code: string, more = {}) {
  return new CombinedGraphQLErrors({ errors: [{ message: 'words of the server', extensions: { code, ...more } }] })
}

test('a known code is said in words for people', () => {
  expect(codeOf(refusal('RATE_LIMITED'))).toBe('RATE_LIMITED')
  expect(sentence(refusal('RATE_LIMITED'))).toBe('That was a lot in a short time. Wait a moment, then try again.')
})

test('a fault of the server gives the number under which it is known', () => {
  expect(sentence(refusal('INTERNAL_SERVER_ERROR', { requestId: 'abc' }))).toContain('the number abc')
})

test('no answer at all is a lost connection', () => {
  expect(isOffline(new TypeError('Failed to fetch'))).toBe(true)
  expect(isOffline(refusal('TIMEOUT'))).toBe(false)
})

test('problems stand at the field to blame, and those of none together', () => {
  const problems = [
    { code: 'REQUIRED', message: 'Say what.', field: ['title'] },
    { code: 'TOO_LONG', message: 'Too long.', field: ['title'] },
    { code: 'FORBIDDEN', message: 'You may not.', field: null },
  ] as const
  expect(byField(problems)).toEqual({ title: 'Say what. Too long.', '': 'You may not.' })
})
