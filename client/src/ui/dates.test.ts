import { expect, test } from 'vitest'
import { dayInWords, daysBetween, later, monday, today } from './dates'

test('days are counted over the ends of months, of years, and over changed clocks', () => {
  expect(later('2026-12-31', 1)).toBe('2027-01-01')
  expect(later('2028-02-28', 1)).toBe('2028-02-29')
  expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2)
  expect(daysBetween('2026-10-26', '2026-10-24')).toBe(-2)
})

test('a week begins on Monday', () => {
  expect(monday('2026-11-30')).toBe('2026-11-30')
  expect(monday('2026-12-06')).toBe('2026-11-30')
})

test('near days have names, far ones a date, with the year where it is another', () => {
  expect(dayInWords('2026-11-30', '2026-11-30')).toBe('today')
  expect(dayInWords('2026-12-01', '2026-11-30')).toBe('tomorrow')
  expect(dayInWords('2026-11-29', '2026-11-30')).toBe('yesterday')
  expect(dayInWords('2026-12-04', '2026-11-30')).toBe('Friday')
  expect(dayInWords('2026-12-14', '2026-11-30')).toBe('Dec 14')
  expect(dayInWords('2027-01-04', '2026-11-30')).toBe('Jan 4, 2027')
})

test('today is the day of the company, not that of the browser', () => {
  expect(today('Pacific/Kiritimati') > today('Pacific/Pago_Pago')).toBe(true)
  expect(today('UTC')).toBe(new Date().toISOString().slice(0, 10))
})
