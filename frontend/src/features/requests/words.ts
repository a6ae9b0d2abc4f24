import { bringWords } from '@/shared/i18n';
import words from '@/shared/i18n/en/requests.json';

bringWords('requests', words);
