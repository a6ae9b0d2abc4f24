import { bringWords } from '@/shared/i18n';
import words from '@/shared/i18n/en/incidents.json';

bringWords('incidents', words);
