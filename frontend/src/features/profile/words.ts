import { bringWords } from '@/shared/i18n';
import words from '@/shared/i18n/en/profile.json';

bringWords('profile', words);
