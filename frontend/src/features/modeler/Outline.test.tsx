// @vitest-environment jsdom
import { fireEvent, render, screen } from '@testing-library/react';
import { MantineProvider } from '@mantine/core';
import { describe, expect, it, vi } from 'vitest';
import './words';
import type { ModelerInstance } from './editor/createModeler';
import Outline from './Outline';

const drawn = (id: string, type: string, x: number) => ({
  id,
  type: `bpmn:${type}`,
  x,
  y: 0,
  width: 0,
  outgoing: [],
  businessObject: { name: id },
});

const openModel = () => {
  const steps = [
    drawn('Begin', 'StartEvent', 0),
    drawn('Pay', 'Task', 9),
    drawn('End', 'EndEvent', 20),
  ];
  const services: Record<string, object> = {
    canvas: { getRootElement: () => ({ id: 'p', children: steps }) },
    selection: { get: () => [], select: vi.fn() },
    eventBus: { on: vi.fn(), off: vi.fn() },
    elementRegistry: { get: (id: string) => steps.find((step) => step.id === id) },
    elementFactory: { createShape: vi.fn((attributes: object) => attributes) },
    autoPlace: { append: vi.fn(() => steps[1]) },
    directEditing: { cancel: vi.fn() },
    modeling: { removeElements: vi.fn(), connect: vi.fn() },
    rules: {
      allowed: (_: string, { target }: { target: { id: string } }) =>
        target.id !== 'Begin' && { type: 'bpmn:SequenceFlow' },
    },
  };
  const modeler = { get: (name: string) => services[name] } as unknown as ModelerInstance;
  render(
    <MantineProvider>
      <Outline modeler={modeler} />
    </MantineProvider>,
  );
  return { services: services as Record<string, Record<string, ReturnType<typeof vi.fn>>>, steps };
};

describe('the outline', () => {
  it('chooses, appends and deletes steps without the canvas', async () => {
    const { services, steps } = openModel();
    fireEvent.click(screen.getByRole('button', { name: /^Pay/ }));
    expect(services.selection!.select).toHaveBeenLastCalledWith(steps[1]);
    fireEvent.click(screen.getByLabelText('Add after Pay'));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Append user task' }));
    expect(services.autoPlace!.append).toHaveBeenCalledWith(
      steps[1],
      expect.objectContaining({ type: 'bpmn:UserTask' }),
    );
    expect(screen.queryByLabelText('Add after End')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Delete Begin' }));
    expect(services.modeling!.removeElements).toHaveBeenCalledWith([steps[0]]);
  });

  it('leads a step to another one, where a flow may go', async () => {
    const { services, steps } = openModel();
    fireEvent.click(screen.getByLabelText('Add after Pay'));
    await screen.findByText('Lead on to');
    const offered = screen.getAllByRole('menuitem', { hidden: true });
    const others = offered.filter(({ textContent }) => !/^Append /.test(textContent));
    expect(others.map(({ textContent }) => textContent)).toEqual(['End']);
    fireEvent.click(others[0]!);
    expect(services.modeling!.connect).toHaveBeenCalledWith(steps[1], steps[2]);
  });
});
