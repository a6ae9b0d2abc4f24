import classes from './instance.module.css';
import type { Handle } from './useSize';

interface Props extends Handle {
  label: string;
  orientation: 'horizontal' | 'vertical';
}

/** A separator that takes the focus is a widget: arrow keys move it. */
export const Separator = ({ label, orientation, ...handle }: Props) => (
  <div
    role="separator"
    aria-orientation={orientation}
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    tabIndex={0}
    aria-label={label}
    className={classes.handle}
    {...handle}
  />
);
