import { bringWords } from '@/shared/i18n';
import words from '@/shared/i18n/en/deploy.json';

bringWords('deploy', words);
