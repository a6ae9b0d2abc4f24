// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { useReturnFocus } from './useReturnFocus';

const Dialog = () => {
  useReturnFocus();
  return (
    <div role="dialog" aria-label="Asked">
      <button autoFocus>Inside</button>
    </div>
  );
};

const Page = ({ opener, asks }: { opener: boolean; asks: boolean }) => (
  <>
    <main tabIndex={-1}>{opener && <button>Ask</button>}</main>
    <button id="more">More</button>
    <div role="menu" aria-labelledby="more">
      {opener && <button role="menuitem">Ask by menu</button>}
    </div>
    {asks && <Dialog />}
  </>
);

afterEach(cleanup);

it.each([
  ['Ask', true, 'Ask'],
  ['Ask by menu', false, 'More'],
  ['Ask', false, 'main'],
])('returns the focus of "%s" (still there: %s) to %s', (name, stays, back) => {
  const page = render(<Page opener asks={false} />);
  screen.getByText(name).focus();
  page.rerender(<Page opener asks />);
  expect(document.activeElement).toBe(screen.getByText('Inside'));
  page.rerender(<Page opener={stays} asks />);
  page.rerender(<Page opener={stays} asks={false} />);
  const expected = back === 'main' ? screen.getByRole('main') : screen.getByText(back);
  expect(document.activeElement).toBe(expected);
});
