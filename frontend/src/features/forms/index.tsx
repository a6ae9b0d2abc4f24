import { VersionedLibrary } from '@/shared/library';

/** Every form with its live version and its drafts. */
export const Component = () => <VersionedLibrary kind="form" />;
