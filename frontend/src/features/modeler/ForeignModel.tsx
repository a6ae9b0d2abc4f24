import { Button, Table } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Draft } from '@/shared/api';
import { Dialog, SkeletonRows, toast } from '@/shared/ui';
import { askConversion, storeConverted } from './foreign';
import classes from './modeler.module.css';

interface Props {
  draft: Draft;
  /** Go on to the editor, with the draft as it is stored now. */
  onDone: (draft: Draft) => void;
}

/** Before the editor opens a model of another engine: what its settings become, and a choice. */
const ForeignModel = ({ draft, onDone }: Props) => {
  const { t } = useTranslation('modeler');
  const report = useQuery({
    queryKey: ['conversion', draft.id, draft.revision],
    queryFn: ({ signal }) => askConversion(draft.content, signal),
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  });
  const convert = useMutation({
    mutationFn: storeConverted.bind(null, draft),
    onSuccess: onDone,
    onError: (error) => toast.failed(t('foreign.failed'), error),
  });
  const found = report.data;
  // a broken model opens in the editor, which says what is wrong with it
  const isOver = report.isError || found?.entries.length === 0;
  useEffect(() => {
    if (isOver) onDone(draft);
  }, [isOver, onDone, draft]);
  if (!found || isOver) return <SkeletonRows />;
  const vendor = found.vendors.join(', ') || t('foreign.other');
  return (
    <Dialog onClose={() => onDone(draft)} title={t('foreign.title', { vendor })} size={760}>
      <div className="k-dialog">
        <p>{t('foreign.text', { vendor })}</p>
        <p>
          {t('foreign.counts', {
            converted: found.converted,
            kept: found.kept,
            cannot_run: found.cannot_run,
          })}
        </p>
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a long report must scroll by keyboard */}
        <div className={classes.report} tabIndex={0} role="region" aria-label={t('foreign.list')}>
          <Table aria-label={t('foreign.list')}>
            <Table.Tbody>
              {found.entries.map((entry, index) => (
                <Table.Tr key={index}>
                  <Table.Td>{entry.element_id}</Table.Td>
                  <Table.Td>{entry.setting}</Table.Td>
                  <Table.Td>{t(`foreign.fate.${entry.fate}`)}</Table.Td>
                  <Table.Td>{entry.detail}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
        {found.forms.length > 0 && (
          <p>{t('foreign.forms', { forms: found.forms.map(({ key }) => key).join(', ') })}</p>
        )}
        <div className="k-dialog-actions">
          <Button variant="default" onClick={() => onDone(draft)}>
            {t('foreign.leave')}
          </Button>
          <Button loading={convert.isPending} onClick={() => convert.mutate(found)}>
            {t('foreign.convert')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
};

export default ForeignModel;
