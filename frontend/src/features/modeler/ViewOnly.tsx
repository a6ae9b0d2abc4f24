import { useTranslation } from 'react-i18next';
import type { Draft } from '@/shared/api';
import { BpmnViewer } from '@/shared/bpmn';
import { useTitle } from '@/shared/ui';
import classes from './modeler.module.css';

/** The model where the window is too narrow to edit it. */
const ViewOnly = ({ draft }: { draft: Draft }) => {
  const { t } = useTranslation('modeler');
  const name = draft.name || t('unnamed');
  useTitle(t('title', { name }));
  return (
    <div className={classes.viewOnly}>
      <div className={classes.note}>
        <h1>{name}</h1>
        {t('viewOnly')}
      </div>
      <BpmnViewer xml={draft.content} label={t('diagram', { name })} />
    </div>
  );
};

export default ViewOnly;
