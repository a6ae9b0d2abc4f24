import { bringWords } from '@/shared/i18n';
import words from '@/shared/i18n/en/modeler.json';

bringWords('modeler', words);
