export { BellLink, useBell, useUnreadCount } from './BellLink';
export { SETTINGS, useMute } from './mute';
