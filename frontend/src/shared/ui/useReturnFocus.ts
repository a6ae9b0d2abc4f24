import { useEffect, useState } from 'react';

/** What has the focus; of an entry of a menu, which goes, the button that opened the menu. */
const openerOf = (): Element | null => {
  const active = document.activeElement;
  const menu = active?.closest('[role="menu"]')?.getAttribute('aria-labelledby');
  return menu ? document.getElementById(menu) : active;
};

/**
 * For a dialog that is there only while it is open: when it goes, the focus returns to where it was,
 * or to the page where that is gone. A dialog that is always there and opened does so by itself.
 */
export const useReturnFocus = (): void => {
  const [opener] = useState(openerOf);
  useEffect(
    () => () => {
      if (document.activeElement !== document.body) return;
      const target =
        opener?.isConnected && opener !== document.body ? opener : document.querySelector('main');
      if (target instanceof HTMLElement) target.focus({ preventScroll: true });
    },
    [opener],
  );
};
