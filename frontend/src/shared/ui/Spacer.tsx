import classes from './ui.module.css';

/** The room of table rows that are not in the page. */
export const Spacer = ({ height }: { height: number }) =>
  height > 0 && (
    <tr aria-hidden className={classes.spacer} style={{ height, border: 0 }}>
      <td className={classes.spacerCell} />
    </tr>
  );
