import { UnstyledButton } from '@mantine/core';
import { IconHierarchy2, IconTable } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DecisionDrawing } from './drawing';
import { useLook } from './useLook';
import classes from './editor.module.css';

interface Props {
  drawing: DecisionDrawing;
}

/** The graph and each decision of the file, to go to. */
export const Views = ({ drawing }: Props) => {
  useLook(drawing);
  const { t } = useTranslation('decisions');
  return (
    <nav className={classes.views} aria-label={t('views.title')}>
      {drawing.views.map(({ id, name, isGraph }) => (
        <UnstyledButton
          key={id}
          className={classes.view}
          aria-current={id === drawing.shown || undefined}
          onClick={() => void drawing.open(id)}
        >
          {isGraph ? <IconHierarchy2 size={14} aria-hidden /> : <IconTable size={14} aria-hidden />}
          {isGraph ? t('views.graph') : name}
        </UnstyledButton>
      ))}
    </nav>
  );
};
