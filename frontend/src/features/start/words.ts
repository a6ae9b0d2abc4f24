import { bringWords } from '@/shared/i18n';
import words from '@/shared/i18n/en/start.json';

bringWords('start', words);
