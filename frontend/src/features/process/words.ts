import { bringWords } from '@/shared/i18n';
import words from '@/shared/i18n/en/process.json';

bringWords('process', words);
