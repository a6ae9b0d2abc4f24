import {
  IconAlertTriangle,
  IconForms,
  IconHierarchy2,
  IconInbox,
  IconMail,
  IconPlayerPlay,
  IconSend,
  IconSettings,
  IconStack2,
  IconTable,
  type Icon,
} from '@tabler/icons-react';
import { may, type Me, type Permission } from '@/shared/api';

type NavName =
  | 'inbox'
  | 'start'
  | 'requests'
  | 'instances'
  | 'incidents'
  | 'mails'
  | 'processes'
  | 'forms'
  | 'decisions'
  | 'admin';

export interface NavEntry {
  name: NavName;
  to: string;
  icon: Icon;
  keys: string;
  /** Where else its pages lie. */
  covers?: readonly string[];
  section?: 'operate' | 'design' | 'rest';
  needs?: Permission;
}

const ENTRIES: readonly NavEntry[] = [
  { name: 'inbox', to: '/inbox/mine', icon: IconInbox, keys: 'g i' },
  { name: 'start', to: '/start', icon: IconPlayerPlay, keys: 'g s' },
  { name: 'requests', to: '/requests', icon: IconSend, keys: 'g r' },
  {
    name: 'instances',
    to: '/instances',
    icon: IconStack2,
    keys: 'g n',
    section: 'operate',
    needs: 'process_instance.read',
  },
  {
    name: 'incidents',
    to: '/incidents',
    icon: IconAlertTriangle,
    keys: 'g e',
    section: 'operate',
    needs: 'process_instance.read',
  },
  {
    name: 'mails',
    to: '/mails',
    icon: IconMail,
    keys: 'g m',
    section: 'operate',
    needs: 'process_instance.operate',
  },
  {
    name: 'processes',
    to: '/processes',
    covers: ['/deploy'],
    icon: IconHierarchy2,
    keys: 'g p',
    section: 'design',
    needs: 'process_definition.read',
  },
  {
    name: 'forms',
    to: '/forms',
    icon: IconForms,
    keys: 'g f',
    section: 'design',
    needs: 'draft.edit',
  },
  {
    name: 'decisions',
    to: '/decisions',
    icon: IconTable,
    keys: 'g d',
    section: 'design',
    needs: 'draft.edit',
  },
  {
    name: 'admin',
    to: '/admin',
    icon: IconSettings,
    keys: 'g a',
    section: 'rest',
    needs: 'identity.administer',
  },
];

const lies = (pathname: string, folder: string): boolean =>
  pathname === folder || pathname.startsWith(`${folder}/`);

/** Tell whether an address is one of the pages of an entry. */
export const isHere = ({ name, to, covers = [] }: NavEntry, pathname: string): boolean =>
  [name === 'inbox' ? '/inbox' : to, ...covers].some((folder) => lies(pathname, folder));

/** The sections that a person may use; the others are absent. */
export const entriesFor = (me: Me): NavEntry[] =>
  ENTRIES.filter((entry) => !entry.needs || may(me, entry.needs));
