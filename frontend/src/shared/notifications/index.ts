export { BellLink, useBell, useUnreadCount } from './BellLink';
export { SETTINGS, useMute, withOwnZone } from './mute';
