import { bringWords } from '@/shared/i18n';
import words from '@/shared/i18n/en/admin.json';

bringWords('admin', words);
