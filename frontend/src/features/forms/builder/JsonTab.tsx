import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { parseJson } from '@/shared/api';
import { isFormSchema, type FormSchema } from '@/shared/forms';
import classes from './builder.module.css';

interface Props {
  text: string;
  onApply?: (schema: FormSchema) => void;
}

/** The form as text, for what the panel does not offer. */
const JsonTab = ({ text, onApply }: Props) => {
  const { t } = useTranslation('builder');
  const [typed, setTyped] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const apply = () => {
    try {
      const schema = parseJson(typed ?? text);
      if (!isFormSchema(schema)) return setFault(t('json.noForm'));
      setFault(null);
      setTyped(null);
      onApply?.(schema);
    } catch (error) {
      setFault(t('json.noJson', { reason: error instanceof Error ? error.message : '' }));
    }
  };
  return (
    <div className={classes.json}>
      <Textarea
        aria-label={t('tab.json')}
        value={typed ?? text}
        readOnly={!onApply}
        error={fault}
        autosize
        minRows={16}
        maxRows={36}
        spellCheck={false}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {onApply && (
        <div className={classes.actions}>
          <Button disabled={typed === null} onClick={apply}>
            {t('json.apply')}
          </Button>
          <Button
            variant="default"
            disabled={typed === null}
            onClick={() => {
              setTyped(null);
              setFault(null);
            }}
          >
            {t('json.discard')}
          </Button>
        </div>
      )}
    </div>
  );
};

export default JsonTab;
