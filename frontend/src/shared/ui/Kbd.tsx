import { caps } from '@/shared/hotkeys';
import classes from './ui.module.css';

/** The caps of a binding, as `useHotkeys` writes it. */
export const Kbd = ({ keys }: { keys: string }) => (
  <span className={classes.keys} aria-hidden>
    {caps(keys).map((cap, index) => (
      <kbd key={index} className={classes.kbd}>
        {cap}
      </kbd>
    ))}
  </span>
);
