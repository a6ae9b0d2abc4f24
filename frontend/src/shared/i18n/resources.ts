import type admin from './en/admin.json';
import type builder from './en/builder.json';
import common from './en/common.json';
import type decisions from './en/decisions.json';
import type deploy from './en/deploy.json';
import diagram from './en/diagram.json';
import type forms from './en/forms.json';
import history from './en/history.json';
import type inbox from './en/inbox.json';
import type incidents from './en/incidents.json';
import type instance from './en/instance.json';
import instances from './en/instances.json';
import type library from './en/library.json';
import type modeler from './en/modeler.json';
import type notifications from './en/notifications.json';
import type process from './en/process.json';
import type profile from './en/profile.json';
import type requests from './en/requests.json';
import type start from './en/start.json';

/** Words that several pages need. */
export const shared = { common, diagram, history, instances } as const;

/** Words of one page each, or of what is loaded late, which come with it: see its `words.ts`. */
export interface PageWords {
  admin: typeof admin;
  builder: typeof builder;
  decisions: typeof decisions;
  deploy: typeof deploy;
  forms: typeof forms;
  inbox: typeof inbox;
  incidents: typeof incidents;
  instance: typeof instance;
  library: typeof library;
  modeler: typeof modeler;
  notifications: typeof notifications;
  process: typeof process;
  profile: typeof profile;
  requests: typeof requests;
  start: typeof start;
}
