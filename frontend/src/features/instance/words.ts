import { bringWords } from '@/shared/i18n';
import words from '@/shared/i18n/en/instance.json';

bringWords('instance', words);
