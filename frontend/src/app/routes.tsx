import { createBrowserRouter, Navigate, Outlet, type RouteObject } from 'react-router';
import { Crash } from './Crash';
import { NotFound } from './NotFound';
import { Shell } from './Shell';

/** What a page tells the shell about itself. */
export interface PageHandle {
  /** The page draws its own head on a narrow screen. */
  ownHead?: boolean;
  /** The left bar shrinks to icons: editors. */
  rail?: boolean;
}

const rail: PageHandle = { rail: true };

const pages: RouteObject[] = [
  { index: true, element: <Navigate to="/inbox/mine" replace /> },
  { path: 'inbox', element: <Navigate to="/inbox/mine" replace /> },
  {
    path: 'inbox/:view/:taskId?',
    handle: { ownHead: true } satisfies PageHandle,
    lazy: () => import('@/features/inbox'),
  },
  {
    path: 'inbox/filter/:filterId/:taskId?',
    handle: { ownHead: true } satisfies PageHandle,
    lazy: () => import('@/features/inbox'),
  },
  { path: 'start/:key?', lazy: () => import('@/features/start') },
  { path: 'requests', lazy: () => import('@/features/requests') },
  { path: 'requests/:requestId', lazy: () => import('@/features/requests') },
  { path: 'instances', lazy: () => import('@/features/instances') },
  { path: 'instances/:id', lazy: () => import('@/features/instance') },
  { path: 'incidents', lazy: () => import('@/features/incidents') },
  { path: 'processes', lazy: () => import('@/features/library') },
  { path: 'processes/:key', lazy: () => import('@/features/process') },
  { path: 'processes/:key/compare', lazy: () => import('@/features/process/compare') },
  {
    path: 'processes/:key/documentation',
    lazy: () => import('@/features/process/documentation'),
  },
  { path: 'processes/:key/modeler', handle: rail, lazy: () => import('@/features/modeler') },
  { path: 'drafts/:draftId', handle: rail, lazy: () => import('@/features/modeler') },
  { path: 'forms', lazy: () => import('@/features/forms') },
  {
    path: 'forms/drafts/:draftId',
    handle: rail,
    lazy: () => import('@/features/forms/builder'),
  },
  { path: 'forms/:key', lazy: () => import('@/features/forms/shown') },
  { path: 'forms/:key/compare', lazy: () => import('@/features/forms/compare') },
  { path: 'decisions', lazy: () => import('@/features/decisions') },
  {
    path: 'decisions/drafts/:draftId',
    handle: rail,
    lazy: () => import('@/features/decisions/editor'),
  },
  { path: 'decisions/:key', lazy: () => import('@/features/decisions/shown') },
  { path: 'decisions/:key/compare', lazy: () => import('@/features/decisions/compare') },
  { path: 'deploy', lazy: () => import('@/features/deploy') },
  { path: 'admin', lazy: () => import('@/features/admin') },
  { path: 'notifications', lazy: () => import('@/features/notifications') },
  { path: 'mails', lazy: () => import('@/features/notifications/mails') },
  { path: 'profile/notifications', lazy: () => import('@/features/notifications/settings') },
  { path: 'profile/tokens', lazy: () => import('@/features/profile') },
  { path: '*', element: <NotFound /> },
];

export const router = createBrowserRouter([
  {
    element: <Shell />,
    errorElement: <Crash />,
    hydrateFallbackElement: <></>,
    children: [{ element: <Outlet />, errorElement: <Crash />, children: pages }],
  },
]);
