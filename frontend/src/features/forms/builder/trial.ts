import { useState } from 'react';
import type { JsonObject } from '@/shared/api';
import { language, type Language } from '@/shared/i18n';

export const DEVICES = ['wide', 'narrow'] as const;
export type Device = (typeof DEVICES)[number];

/** How a form is tried; whoever holds it finds the same when the preview is opened again. */
export const useTrial = () => {
  const [text, setText] = useState('{}');
  const [shown, setShown] = useState<{ data: JsonObject; count: number }>({ data: {}, count: 0 });
  const [device, setDevice] = useState<Device>('wide');
  const [tongue, setTongue] = useState<Language>(language);
  const [changes, setChanges] = useState<JsonObject>({});
  const show = (data: JsonObject) => {
    setShown({ data, count: shown.count + 1 });
    setChanges({});
  };
  return { text, setText, shown, show, device, setDevice, tongue, setTongue, changes, setChanges };
};

export type Trial = ReturnType<typeof useTrial>;
