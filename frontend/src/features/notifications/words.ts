import { bringWords } from '@/shared/i18n';
import words from '@/shared/i18n/en/notifications.json';

bringWords('notifications', words);
