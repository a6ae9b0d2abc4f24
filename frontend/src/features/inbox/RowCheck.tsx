import classes from './inbox.module.css';

interface Props {
  label: string;
  checked: boolean;
  tabIndex?: number;
  onToggle: (isRange: boolean) => void;
}

/** The box before a row: the browser's own, since hundreds of them are made while one scrolls. */
export const RowCheck = ({ label, checked, tabIndex, onToggle }: Props) => (
  <input
    type="checkbox"
    className={classes.rowCheck}
    aria-label={label}
    checked={checked}
    tabIndex={tabIndex}
    // What changes a box is a click, also by key.
    onChange={(event) => onToggle((event.nativeEvent as unknown as MouseEvent).shiftKey)}
  />
);
