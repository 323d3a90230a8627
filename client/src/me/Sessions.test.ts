import { expect, test } from 'vitest'
import { deviceInWords } from './Sessions'

test.each([
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36',
    'Chrome on Linux',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36 Edg/156.0',
    'Edge on Windows',
  ],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 15) AppleWebKit/605.1 Version/20 Safari/605.1', 'Safari on macOS'],
  ['curl/8.0', 'curl/8.0'],
  ['', 'A program without a name'],
])('%s is called %s', (device, words) => {
  expect(deviceInWords(device)).toBe(words)
})
