import { Button, Checkbox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { Fragment, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, type TaskFilter } from '@/shared/api';
import { number } from '@/shared/format';
import type { View } from '@/shared/tasks';
import { Dialog, explain } from '@/shared/ui';
import dialogClasses from '../dialogs/dialogs.module.css';
import { useFound, useSearchable } from './api';
import { ConditionRow } from './ConditionRow';
import {
  conditionOn,
  isComplete,
  readCriteria,
  writeCriteria,
  type Condition,
  type Criteria,
} from './criteria';
import { DeleteFilter } from './DeleteFilter';
import classes from './filters.module.css';
import { KeepFields, useKeeping } from './Keeping';
import { kindsOf, type Searchable } from './variables';

const NOTHING: Criteria = { groups: [[conditionOn('name')]], onlyOpen: true };

interface Props {
  /** The list that is narrowed down; null for a saved filter. */
  view: View | null;
  criteria: TaskFilter['criteria'];
  saved: TaskFilter | null;
  onShow: (criteria: Criteria) => void;
  onSaved: (filter: TaskFilter) => void;
  onDeleted: () => void;
  onClose: () => void;
}

/** Put conditions together, see how many tasks they find, show or keep them. */
const FilterDialog = (props: Props) => {
  const searchable = useSearchable();
  // Without the list, conditions on variables are taken for what their values look like.
  return searchable.isPending ? null : <Opened {...props} searchable={searchable.data ?? []} />;
};

interface OpenedProps extends Props {
  searchable: readonly Searchable[];
}

const Opened = (props: OpenedProps) => {
  const { view, saved, searchable, onShow, onClose } = props;
  const { t } = useTranslation('inbox');
  const read = readCriteria(props.criteria, kindsOf(searchable));
  const [criteria, setCriteria] = useState<Criteria | null>(() =>
    read && read.groups.length === 0 && !saved ? NOTHING : read,
  );
  const [keeps, setKeeps] = useState(saved !== null);
  const written = criteria ? writeCriteria(criteria) : props.criteria;
  const isReady = criteria === null || criteria.groups.flat().every(isComplete);
  const keeping = useKeeping(saved, written, props.onSaved);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // React hands up what the dialog above this one sends.
    if (!isReady || event.target !== event.currentTarget) return;
    if (keeps) void keeping.save();
    else if (criteria) onShow(criteria);
  };
  return (
    <Dialog
      onClose={onClose}
      title={saved ? t('filters.edit', { name: saved.name }) : t('filters.title')}
      size={680}
    >
      <form className="k-dialog" onSubmit={submit}>
        {criteria ? (
          <Conditions {...{ criteria, searchable }} onChange={setCriteria} />
        ) : (
          <p>{t('filters.beyond')}</p>
        )}
        <Found filter={isReady ? written : undefined} view={keeps ? null : view} />
        {!saved && (
          <Checkbox
            label={t('filters.keep')}
            description={view ? t('filters.keepHint') : undefined}
            checked={keeps}
            onChange={(event) => setKeeps(event.currentTarget.checked)}
          />
        )}
        {keeps && <KeepFields keeping={keeping} searchable={searchable} />}
        <div className="k-dialog-actions">
          {saved && <DeleteFilter filter={saved} onDeleted={props.onDeleted} />}
          <Button variant="default" onClick={onClose}>
            {t('ask.cancel')}
          </Button>
          <Button
            type="submit"
            disabled={!isReady || (keeps && !keeping.isNamed)}
            loading={keeping.busy}
          >
            {t(keeps ? 'filters.save' : 'filters.show')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
};

interface ConditionsProps {
  criteria: Criteria;
  searchable: readonly Searchable[];
  onChange: (criteria: Criteria) => void;
}

const Conditions = ({ criteria, searchable, onChange }: ConditionsProps) => {
  const { t } = useTranslation('inbox');
  const { groups, onlyOpen } = criteria;
  const put = (at: number, group: Condition[]) =>
    onChange({
      ...criteria,
      groups: groups
        .map((one, index) => (index === at ? group : one))
        .filter((one) => one.length > 0),
    });
  let shown = 0;
  return (
    <div className={classes.conditions}>
      {groups.map((group, at) => (
        <Fragment key={at}>
          {at > 0 && <p className={classes.or}>{t('filters.or')}</p>}
          <fieldset>
            <legend className="k-hidden">{t('filters.alternative', { number: at + 1 })}</legend>
            {group.map((condition, index) => (
              <ConditionRow
                key={index}
                condition={condition}
                number={++shown}
                onlyOpen={onlyOpen}
                searchable={searchable}
                onChange={(changed) => put(at, group.with(index, changed))}
                onRemove={() => put(at, group.toSpliced(index, 1))}
              />
            ))}
            <Button
              size="xs"
              variant="subtle"
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => put(at, [...group, conditionOn('due_at')])}
            >
              {t('filters.and')}
            </Button>
          </fieldset>
        </Fragment>
      ))}
      <div>
        <Button
          size="xs"
          variant="subtle"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => onChange({ ...criteria, groups: [...groups, [conditionOn('assignee')]] })}
        >
          {t(groups.length > 0 ? 'filters.addAlternative' : 'filters.add')}
        </Button>
      </div>
      <Checkbox
        label={t('filters.onlyOpen')}
        checked={onlyOpen}
        onChange={(event) => onChange({ ...criteria, onlyOpen: event.currentTarget.checked })}
      />
    </div>
  );
};

/** How many tasks it finds, while it is put together. */
const Found = ({
  filter,
  view,
}: {
  filter: TaskFilter['criteria'] | undefined;
  view: View | null;
}) => {
  const { t } = useTranslation('inbox');
  const [settled] = useDebouncedValue(filter, 300);
  const { data, error, isPlaceholderData } = useFound(settled, view);
  const isOld = filter === undefined || isPlaceholderData || settled !== filter;
  if (error) {
    const [fault] = isProblem(error) ? error.errors : [];
    return (
      <p role="alert" className={dialogClasses.refusal} data-state="incident">
        {fault?.code === 'variable_not_searchable'
          ? t('filters.notSearchable')
          : fault?.detail || explain(error)}
      </p>
    );
  }
  const count = data?.total ?? 0;
  return (
    <p role="status" className="k-num" aria-busy={isOld}>
      {filter === undefined && t('filters.incomplete')}
      {filter !== undefined &&
        data &&
        t(data.total_is_estimate ? 'filters.findsMany' : 'filters.finds', {
          count,
          number: number(count),
        })}
    </p>
  );
};

export default FilterDialog;
