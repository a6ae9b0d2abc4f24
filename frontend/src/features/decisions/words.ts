import { bringWords } from '@/shared/i18n';
import words from '@/shared/i18n/en/decisions.json';

bringWords('decisions', words);
