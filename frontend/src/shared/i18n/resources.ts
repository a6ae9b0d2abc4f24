import admin from './en/admin.json';
import common from './en/common.json';
import deploy from './en/deploy.json';
import diagram from './en/diagram.json';
import history from './en/history.json';
import inbox from './en/inbox.json';
import incidents from './en/incidents.json';
import instances from './en/instances.json';
import library from './en/library.json';
import modeler from './en/modeler.json';
import process from './en/process.json';
import profile from './en/profile.json';
import start from './en/start.json';

/** One file per area; a page reads its own area and `common`. */
export const en = {
  admin,
  common,
  deploy,
  diagram,
  history,
  inbox,
  incidents,
  instances,
  library,
  modeler,
  process,
  profile,
  start,
} as const;
