// @vitest-environment jsdom
import './words';
import { MantineProvider } from '@mantine/core';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import type { Checked } from './findings';
import { Problems } from './Problems';

const shown = (checked: Partial<Checked>, onShow = vi.fn()) => {
  render(
    <MantineProvider env="test">
      <Problems
        findings={[]}
        checking={false}
        error={null}
        nameOf={(id) => `Step ${id}`}
        onShow={onShow}
        {...checked}
      />
    </MantineProvider>,
  );
  return onShow;
};

describe('what speaks against a deployment', () => {
  it('is told with element and remedy, and leads to the element', async () => {
    const finding = {
      severity: 'warning',
      code: 'no_timeout',
      detail: 'It may wait for ever.',
      remedy: 'Give it a timer.',
      element_id: 'pay',
    } as const;
    const onShow = shown({ findings: [finding] });
    expect(screen.getByRole('listitem').textContent).toBe(
      'Warning: Step pay It may wait for ever.Give it a timer.',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Step pay' }));
    expect(onShow).toHaveBeenCalledWith(finding);
  });

  it('is said to be nothing only when that is known', () => {
    shown({ checking: true });
    expect(screen.getByRole('status').textContent).toBe('Checking');
  });

  it('says when it could not be found out', () => {
    shown({ error: new Error('away') });
    expect(screen.getByRole('status').textContent).toBe('');
    expect(screen.getByRole('alert').textContent).toContain('checks it again');
  });
});
