import { Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface Props {
  value: string;
  onChange: (note: string) => void;
}

const LONGEST = 2000;

/** What the author of a version says of it, asked before it is deployed. */
export const DeployNote = ({ value, onChange }: Props) => {
  const { t } = useTranslation();
  return (
    <Textarea
      label={t('deployNote.label')}
      description={t('deployNote.hint')}
      value={value}
      maxLength={LONGEST}
      autosize
      minRows={2}
      maxRows={6}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
};
