export * from './time';
export { useNow } from './useNow';
export { humanize, initials, number } from './words';
