import { Select, type ComboboxItem } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { drawnStepsOf, findSteps } from './drawnSteps';
import classes from './instance.module.css';

interface Props {
  xml: string;
  onFound: (id: string) => void;
  /** The field is to go: by Escape, or because something else took the focus. */
  onClose: () => void;
  onLeave: () => void;
}

/** A field that finds a step by its name or id. */
const FindStep = ({ xml, onFound, onClose, onLeave }: Props) => {
  const { t } = useTranslation('instance');
  const steps = useMemo(() => drawnStepsOf(xml), [xml]);
  const names = new Map(steps.map(({ id, name }) => [id, name]));
  const item = ({ id, name }: { id: string; name: string }): ComboboxItem => ({
    value: id,
    label: name || id,
  });
  // A list of options has to hold one.
  const none = { value: '', label: t('diagram.findNone'), disabled: true };
  const found = (search: string): ComboboxItem[] => {
    const fitting = findSteps(steps, search).map(item);
    return fitting.length > 0 ? fitting : [none];
  };
  return (
    <Select
      className={classes.find}
      size="xs"
      aria-label={t('diagram.find')}
      placeholder={t('diagram.findHint')}
      searchable
      autoFocus
      // A list that opens with the focus is told to nobody: it comes with the first letter or arrow.
      openOnFocus={false}
      selectFirstOptionOnChange
      value={null}
      data={steps.map(item)}
      filter={({ search }) => found(search)}
      renderOption={({ option }) => (
        <span className={classes.found}>
          <span>{option.label}</span>
          {names.get(option.value) && <small>{option.value}</small>}
        </span>
      )}
      withScrollArea={false}
      classNames={{ options: classes.findOptions }}
      comboboxProps={{ withinPortal: true, width: 280, position: 'bottom-end' }}
      onChange={(id) => id && onFound(id)}
      onBlur={onLeave}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
    />
  );
};

export default FindStep;
