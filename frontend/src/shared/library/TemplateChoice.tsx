import { Radio } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DraftKind } from '@/shared/drafts';
import { useTemplates, type Template } from './templates';
import { isTemplateKey } from './templateWords';
import classes from './library.module.css';

interface Props {
  kind: DraftKind;
  /** Null for an empty model. */
  chosen: Template | null;
  onChoose: (template: Template | null) => void;
}

const BLANK = '';

/** What a new model begins with: an empty one, or one of the templates. */
export const TemplateChoice = ({ kind, chosen, onChoose }: Props) => {
  const { t } = useTranslation('library');
  const templates = useTemplates(kind);
  if (templates.length === 0) return null;
  return (
    <Radio.Group
      label={t('template.label')}
      value={chosen?.key ?? BLANK}
      onChange={(key) => onChoose(templates.find((one) => one.key === key) ?? null)}
    >
      <div className={classes.templates}>
        <Radio
          className={classes.template}
          value={BLANK}
          label={t('template.blank')}
          description={t(`template.blankOf.${kind}`)}
        />
        {templates.map(({ key }) => (
          <Radio
            key={key}
            className={classes.template}
            value={key}
            label={isTemplateKey(key) ? t(`template.of.${key}.name`) : key}
            description={isTemplateKey(key) && t(`template.of.${key}.about`)}
          />
        ))}
      </div>
    </Radio.Group>
  );
};
