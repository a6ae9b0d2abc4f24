import { UnstyledButton } from '@mantine/core';
import { IconHierarchy2, IconTable } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DecisionEditor, ViewChoice } from './createEditor';
import classes from './editor.module.css';

interface Props {
  editor: DecisionEditor;
  views: readonly ViewChoice[];
  shown: string | null;
}

/** The graph and each decision of the file, to go to. */
export const Views = ({ editor, views, shown }: Props) => {
  const { t } = useTranslation('decisions');
  return (
    <nav className={classes.views} aria-label={t('views.title')}>
      {views.map(({ id, name, isGraph }) => (
        <UnstyledButton
          key={id}
          className={classes.view}
          aria-current={id === shown || undefined}
          onClick={() => void editor.open(id)}
        >
          {isGraph ? <IconHierarchy2 size={14} aria-hidden /> : <IconTable size={14} aria-hidden />}
          {isGraph ? t('views.graph') : name}
        </UnstyledButton>
      ))}
    </nav>
  );
};
