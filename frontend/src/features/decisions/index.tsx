import { VersionedLibrary } from '@/shared/library';

/** Every decision with its live version and its drafts. */
export const Component = () => <VersionedLibrary kind="decision" />;
