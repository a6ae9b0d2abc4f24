import { initials } from '@/shared/format';
import classes from './ui.module.css';

/** A person's mark: two letters on the accent colour. */
export const PersonMark = ({ name, size = 20 }: { name: string; size?: number }) => (
  <span
    className={classes.person}
    style={{ width: size, height: size, fontSize: size > 24 ? 11 : 9 }}
    aria-hidden
  >
    {initials(name)}
  </span>
);

/** A group's mark: two letters on a square. */
export const GroupMark = ({ name }: { name: string }) => (
  <span className={classes.group} title={name}>
    <span aria-hidden>{initials(name)}</span>
    <span className="k-hidden">{name}</span>
  </span>
);
