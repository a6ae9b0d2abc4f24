/** All German words in one piece, fetched before the first page where German is the language. */
import admin from './admin.json';
import builder from './builder.json';
import common from './common.json';
import decisions from './decisions.json';
import deploy from './deploy.json';
import diagram from './diagram.json';
import forms from './forms.json';
import history from './history.json';
import inbox from './inbox.json';
import incidents from './incidents.json';
import instance from './instance.json';
import instances from './instances.json';
import library from './library.json';
import modeler from './modeler.json';
import notifications from './notifications.json';
import process from './process.json';
import profile from './profile.json';
import requests from './requests.json';
import start from './start.json';

export const words = {
  admin,
  builder,
  common,
  decisions,
  deploy,
  diagram,
  forms,
  history,
  inbox,
  incidents,
  instance,
  instances,
  library,
  modeler,
  notifications,
  process,
  profile,
  requests,
  start,
};
