export * from './time';
export { atHour, fromWall, minutesAhead, timeZone, wall } from './zone';
export { useNow } from './useNow';
export { humanize, initials, number, atLeast } from './words';
