import { bringWords } from '@/shared/i18n';
import words from '@/shared/i18n/en/builder.json';

bringWords('builder', words);
