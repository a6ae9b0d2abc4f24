import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './editor.module.css';
import { decisionsOf } from './model';

interface Props {
  text: string;
  onApply: (xml: string) => void;
}

/** The file as text, for what the editor does not offer. */
export const XmlTab = ({ text, onApply }: Props) => {
  const { t } = useTranslation('decisions');
  const [typed, setTyped] = useState<string | null>(null);
  const [isWrong, setWrong] = useState(false);
  const apply = () => {
    const wanted = typed ?? text;
    if (decisionsOf(wanted) === null) return setWrong(true);
    setWrong(false);
    setTyped(null);
    onApply(wanted);
  };
  const discard = () => {
    setWrong(false);
    setTyped(null);
  };
  return (
    <div className={classes.xml}>
      <Textarea
        aria-label={t('tab.xml')}
        value={typed ?? text}
        error={isWrong && t('xml.wrong')}
        autosize
        minRows={16}
        maxRows={36}
        spellCheck={false}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <div className={classes.actions}>
        <Button disabled={typed === null} onClick={apply}>
          {t('xml.apply')}
        </Button>
        <Button variant="default" disabled={typed === null} onClick={discard}>
          {t('xml.discard')}
        </Button>
      </div>
    </div>
  );
};
