import { bringWords } from '@/shared/i18n';
import words from '@/shared/i18n/en/library.json';

bringWords('library', words);
