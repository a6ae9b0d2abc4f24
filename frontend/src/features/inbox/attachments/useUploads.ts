/** Uploads beside a task: each is sent, then put there; what went wrong stays until the next choice. */
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/shared/api';
import { sizeText, type FileLimits } from '@/shared/files/limits';
import { uploadFile, UploadCancelled, type Upload } from '@/shared/files/upload';
import { useAttach } from './api';

export interface Running {
  id: number;
  name: string;
  share: number;
  cancel: () => void;
}

export const useUploads = (task: string, limits: FileLimits | undefined) => {
  const { t } = useTranslation('inbox');
  const attach = useAttach(task);
  const [running, setRunning] = useState<Running[]>([]);
  const [faults, setFaults] = useState<string[]>([]);
  const openRef = useRef(new Map<number, Upload>());
  const nextRef = useRef(0);
  useEffect(() => {
    const open = openRef.current;
    return () => open.forEach(({ cancel }) => cancel());
  }, []);
  const fail = (name: string, reason: string) =>
    setFaults((all) => [...all, t('files.fault', { name, reason })]);
  const send = async (file: File) => {
    if (limits && file.size > limits.max_bytes) {
      fail(file.name, t('files.tooLarge', { size: sizeText(limits.max_bytes) }));
      return;
    }
    nextRef.current += 1;
    const id = nextRef.current;
    const upload = uploadFile(file, (share) =>
      setRunning((all) => all.map((one) => (one.id === id ? { ...one, share } : one))),
    );
    openRef.current.set(id, upload);
    setRunning((all) => [...all, { id, name: file.name, share: 0, cancel: upload.cancel }]);
    try {
      await attach.mutateAsync((await upload.done).id);
    } catch (error) {
      if (!(error instanceof UploadCancelled)) {
        const told = isProblem(error) ? (error.errors[0]?.detail ?? error.message) : null;
        fail(file.name, told ?? t('files.failed'));
      }
    } finally {
      openRef.current.delete(id);
      setRunning((all) => all.filter((one) => one.id !== id));
    }
  };
  const choose = (files: File[]) => {
    setFaults([]);
    files.forEach((file) => void send(file));
  };
  return { running, faults, choose };
};
