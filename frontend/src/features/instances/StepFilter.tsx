import { Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProcessDefinition } from '@/shared/api';
import { LiveDiagram, useModel } from '@/shared/processes';
import type { Facets } from './facets';
import classes from './instances.module.css';

interface Props {
  facets: Facets;
  set: (change: Partial<Facets>) => void;
  versions: readonly ProcessDefinition[];
}

/** What people call a step; its id where the model gives no name. */
const nameIn = (xml: string | undefined, step: string): string => {
  if (!xml || !step) return step;
  const document = new DOMParser().parseFromString(xml, 'application/xml');
  const found = [...document.getElementsByTagName('*')].find((one) => one.id === step);
  return found?.getAttribute('name') || step;
};

/** The chosen process with its live counts: a click on a step shows who is there. */
export const StepFilter = ({ facets, set, versions }: Props) => {
  const { t } = useTranslation('instances');
  const shown =
    versions.find(({ version }) => version.toString() === facets.version) ?? versions[0];
  const model = useModel(shown?.id);
  const name = useMemo(() => nameIn(model.data, facets.step), [model.data, facets.step]);
  if (!shown) return null;
  return (
    <div>
      <LiveDiagram
        key={shown.id}
        definition={shown}
        isSmall
        step={facets.step || null}
        onStep={(node) => {
          if (node && node.type.endsWith('Flow')) return;
          set({ step: node && node.id !== facets.step ? node.id : '' });
        }}
      />
      <p className={classes.stepLine} role="status">
        {facets.step ? t('filters.atStep', { step: name }) : t('filters.stepHint')}
        {facets.step && (
          <Button
            size="xs"
            variant="subtle"
            color="gray"
            leftSection={<IconX size={14} aria-hidden />}
            onClick={() => set({ step: '' })}
          >
            {t('filters.anyStep')}
          </Button>
        )}
      </p>
    </div>
  );
};
