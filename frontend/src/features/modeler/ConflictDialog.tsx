import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMe, type Draft } from '@/shared/api';
import { BpmnViewer } from '@/shared/bpmn';
import { clock, moment } from '@/shared/format';
import { Dialog } from '@/shared/ui';
import classes from './modeler.module.css';

interface Props {
  mine: string;
  theirs: Draft;
  onKeepMine: () => void;
  onTakeTheirs: () => void;
  onClose: () => void;
}

/** Two people changed one draft: both side by side, and a choice. */
const ConflictDialog = ({ mine, theirs, onKeepMine, onTakeTheirs, onClose }: Props) => {
  const { t } = useTranslation('modeler');
  const me = useMe();
  const saved = new Date(theirs.updated_at);
  const someone = theirs.updated_by ?? t('conflict.someone');
  const who = theirs.updated_by === me.username ? t('conflict.you') : someone;
  return (
    <Dialog onClose={onClose} title={t('conflict.title')} size={960}>
      <div className="k-dialog">
        <p>{t('conflict.text', { who, when: moment(saved, new Date()) })}</p>
        {mine === theirs.content && <p>{t('conflict.identical')}</p>}
        <div className={classes.sides}>
          <section className={classes.side}>
            <h3>{t('conflict.mine')}</h3>
            <div className={classes.sideDiagram}>
              <BpmnViewer xml={mine} label={t('conflict.mine')} />
            </div>
            <Button variant="default" onClick={onKeepMine}>
              {t('conflict.keepMine')}
            </Button>
          </section>
          <section className={classes.side}>
            <h3>{t('conflict.theirs', { time: clock(saved) })}</h3>
            <div className={classes.sideDiagram}>
              <BpmnViewer
                xml={theirs.content}
                label={t('conflict.theirs', { time: clock(saved) })}
              />
            </div>
            <Button variant="default" onClick={onTakeTheirs}>
              {t('conflict.takeTheirs')}
            </Button>
          </section>
        </div>
      </div>
    </Dialog>
  );
};

export default ConflictDialog;
