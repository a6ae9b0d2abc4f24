import { bringWords } from '@/shared/i18n';
import words from '@/shared/i18n/en/inbox.json';

bringWords('inbox', words);
