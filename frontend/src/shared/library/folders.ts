/** A folder that lies in another one. */
export interface Subfolder {
  path: string;
  name: string;
  /** How much lies in it and below it. */
  count: number;
}

/** Whether a path is a folder or lies below it; everything lies below the top. */
export const isWithin = (path: string, folder: string): boolean =>
  folder === '' || path === folder || path.startsWith(`${folder}/`);

/** The folders directly in a folder, by name. */
export const subfolders = (paths: Iterable<string>, folder: string): Subfolder[] => {
  const counts = new Map<string, number>();
  const skipped = folder === '' ? 0 : folder.length + 1;
  for (const path of paths) {
    if (path === folder || !isWithin(path, folder)) continue;
    const [name = ''] = path.slice(skipped).split('/');
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .map(([name, count]) => ({ path: folder === '' ? name : `${folder}/${name}`, name, count }))
    .sort((a, b) => a.name.localeCompare(b.name));
};

/** The way from the top to a folder, outermost first. */
export const wayTo = (folder: string): { name: string; path: string }[] => {
  const names = folder === '' ? [] : folder.split('/');
  return names.map((name, index) => ({ name, path: names.slice(0, index + 1).join('/') }));
};

/** Every folder that there is, also those that hold only folders. */
export const allFolders = (paths: Iterable<string>): string[] => {
  const found = new Set<string>();
  for (const path of paths) for (const step of wayTo(path)) found.add(step.path);
  return [...found].sort((a, b) => a.localeCompare(b));
};
