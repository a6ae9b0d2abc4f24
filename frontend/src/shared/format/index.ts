export * from './time';
export { useNow } from './useNow';
export { humanize, initials, number, atLeast } from './words';
