/** Dates in the viewer's locale; days are those of the company, as the server counts them. */

const DAY = 24 * 60 * 60 * 1000
const WEEK = 7

const short = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const long = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' })
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'long' })
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' })

/** Return a day such as 2026-11-30 as a date at midnight here. */
export function toDate(day: string): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date)
}

/** Return today where the company is, such as 2026-11-30. */
export function today(timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(new Date())
}

/** Return the day so many days later. */
export function later(day: string, days: number): string {
  const date = toDate(day)
  date.setDate(date.getDate() + days)
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-')
}

export function daysBetween(from: string, to: string): number {
  return Math.round((toDate(to).getTime() - toDate(from).getTime()) / DAY)
}

/** Return a day as people say it: today, tomorrow, a weekday of the next days, else the date. */
export function dayInWords(day: string, now: string): string {
  const distance = daysBetween(now, day)
  if (Math.abs(distance) <= 1) {
    return relative.format(distance, 'day')
  }
  if (distance > 0 && distance < WEEK) {
    return weekday.format(toDate(day))
  }
  return day.slice(0, 4) === now.slice(0, 4) ? short.format(toDate(day)) : long.format(toDate(day))
}

/** Return a day in full. */
export function fullDay(day: string): string {
  return long.format(toDate(day))
}

/** Return a moment of the server as a date and a time here. */
export function momentInWords(at: string): string {
  return moment.format(new Date(at))
}

export function weekdayOf(day: string): string {
  return new Intl.DateTimeFormat(undefined, { weekday: 'short' }).format(toDate(day))
}

/** Return the Monday of the day's week. */
export function monday(day: string): string {
  return later(day, -((toDate(day).getDay() + 6) % WEEK))
}
