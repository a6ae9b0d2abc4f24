import { expect, test } from 'vitest';
import { tasksQuery } from './api';

test('a list asks again within two seconds, so that what others claim is gone from it', () => {
  const list = { view: 'groups', filterId: null, text: '', where: null, sort: null } as const;

  expect(tasksQuery(list).refetchInterval).toBeLessThan(2_000);
});
