import { act, renderHook } from '@testing-library/react'
import { expect, test } from 'vitest'
import { meanwhile, useDraft } from './useDraft'

const BASE = { name: 'Emma', phone: '1', departments: ['a'] }

test('what one left alone follows the other, what one wrote stays, and what it would overwrite is said', () => {
  const { result } = renderHook(() => useDraft(BASE, 1))
  act(() => result.current.meet({ ...BASE, phone: '2' }, { name: 'Emilia', phone: '3', departments: ['b'] }, 5))
  expect(result.current).toMatchObject({
    shown: { name: 'Emilia', phone: '2', departments: ['b'] },
    version: 5,
    disputed: { phone: '3' },
    met: true,
  })
})

test('two who wrote the same have nothing to dispute', () => {
  const { result } = renderHook(() => useDraft(BASE, 1))
  act(() => result.current.meet({ ...BASE, phone: '2' }, { ...BASE, phone: '2' }, 2))
  expect(result.current.disputed).toEqual({})
})

test('a second meeting counts from what the first one brought', () => {
  const { result } = renderHook(() => useDraft(BASE, 1))
  act(() => result.current.meet({ ...BASE, phone: '2' }, { ...BASE, phone: '3' }, 2))
  act(() => result.current.meet({ ...BASE, phone: '2' }, { ...BASE, phone: '3', name: 'Emilia' }, 3))
  expect(result.current).toMatchObject({ shown: { name: 'Emilia', phone: '2' }, disputed: {}, version: 3 })
})

test('what is saved is what the next meeting counts from', () => {
  const { result } = renderHook(() => useDraft(BASE, 1))
  act(() => result.current.settle({ ...BASE, phone: '2' }, 2))
  act(() => result.current.meet({ ...BASE, phone: '2', name: 'Emilia' }, { ...BASE, phone: '9' }, 3))
  expect(result.current).toMatchObject({ shown: { name: 'Emilia', phone: '9' }, met: true })
})

test('the other version is told in words', () => {
  expect(meanwhile({ phone: '3', name: null })).toEqual({
    phone: 'Meanwhile somebody wrote: 3',
    name: 'Meanwhile somebody emptied this.',
  })
})
