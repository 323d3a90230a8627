import '@testing-library/jest-dom/vitest'
import { cleanup, configure } from '@testing-library/react'
import { afterEach, beforeEach, vi } from 'vitest'
import { noteAnswer } from '../api/connection'
import { dismissAll } from '../ui/Toasts'
import { away } from './api'

// The machine may be busy with other tests.
configure({ asyncUtilTimeout: 5000 })

// No test reaches a network.
globalThis.fetch = away

// What one test leaves behind is not there for the next one, nor for one in another file.
beforeEach(noteAnswer)

afterEach(() => {
  cleanup()
  dismissAll()
  vi.useRealTimers()
  vi.unstubAllGlobals()
  localStorage.clear()
  history.replaceState(null, '', '/')
})
