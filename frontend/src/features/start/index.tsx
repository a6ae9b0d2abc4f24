import './words';
import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconFileText, IconSearch, IconStar, IconStarFilled } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { useMe, type ProcessDefinition } from '@/shared/api';
import { useHotkeys } from '@/shared/hotkeys';
import { Empty, Failure, SkeletonRows, useTitle } from '@/shared/ui';
import { nameOf, useStartable } from './api';
import { useFavourites } from './favourites';
import { Recent } from './Recent';
import classes from './start.module.css';
import { StartDialog } from './StartDialog';

const fits = (definition: ProcessDefinition, text: string): boolean =>
  [nameOf(definition), definition.key, definition.documentation ?? '']
    .join(' ')
    .toLowerCase()
    .includes(text.trim().toLowerCase());

/** Processes that this person may start. */
export const Component = () => {
  const { t } = useTranslation('start');
  const { t: common } = useTranslation();
  useTitle(common('nav.start'));
  return (
    <div className={classes.page}>
      <div className={classes.main}>
        <Processes />
      </div>
      <aside className={classes.rail} aria-label={t('recent')}>
        <Recent />
      </aside>
    </div>
  );
};

const Processes = () => {
  const { t } = useTranslation('start');
  const { key } = useParams();
  const startable = useStartable();
  const [text, setText] = useState('');
  const box = useRef<HTMLInputElement>(null);
  const favourites = useFavourites();
  useHotkeys(t('keys.group'), [
    { keys: ['/'], label: t('keys.search'), run: () => box.current?.focus() },
  ]);
  if (startable.error && !startable.data) {
    return (
      <Failure
        title={t('failed')}
        error={startable.error}
        onRetry={() => void startable.refetch()}
      />
    );
  }
  const all = startable.data?.items;
  const shown = all?.filter((definition) => fits(definition, text)) ?? [];
  const marked = shown.filter((definition) => favourites.keys.includes(definition.key));
  const others = shown.filter((definition) => !favourites.keys.includes(definition.key));
  return (
    <>
      <h1>{t('title')}</h1>
      {!all && <SkeletonRows rows={5} height={64} />}
      {all?.length === 0 && <NothingOpen />}
      {all && all.length > 0 && (
        <>
          <p className={classes.lead}>
            {t('open', { count: all.length })} {t('missing')}
          </p>
          <TextInput
            ref={box}
            size="md"
            className={classes.search}
            leftSection={<IconSearch size={16} />}
            placeholder={t('search')}
            aria-label={t('search')}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          {shown.length === 0 && <p className={classes.lead}>{t('noMatch', { text })}</p>}
          <Section title={t('favourites')} items={marked} favourites={favourites} />
          <Section
            title={t(marked.length > 0 ? 'others' : 'only')}
            items={others}
            favourites={favourites}
          />
        </>
      )}
      {key && all && (
        <StartDialog key={key} definition={all.find((one) => one.key === key) ?? null} />
      )}
    </>
  );
};

const NothingOpen = () => {
  const { t } = useTranslation('start');
  const { groups } = useMe();
  return (
    <div className={classes.none}>
      <Empty title={t('none')}>
        {groups.length > 0 ? t('noneText', { groups: groups.join(', ') }) : t('noneTextAlone')}
      </Empty>
    </div>
  );
};

interface SectionProps {
  title: string;
  items: ProcessDefinition[];
  favourites: ReturnType<typeof useFavourites>;
}

const Section = ({ title, items, favourites }: SectionProps) =>
  items.length === 0 ? null : (
    <section className={classes.section}>
      <h2>
        {title} <span className="k-num">{items.length}</span>
      </h2>
      <ul>
        {items.map((definition) => (
          <Row
            key={definition.id}
            definition={definition}
            isFavourite={favourites.keys.includes(definition.key)}
            onToggle={() => favourites.toggle(definition.key)}
          />
        ))}
      </ul>
    </section>
  );

interface RowProps {
  definition: ProcessDefinition;
  isFavourite: boolean;
  onToggle: () => void;
}

const Row = ({ definition, isFavourite, onToggle }: RowProps) => {
  const { t } = useTranslation('start');
  const navigate = useNavigate();
  const name = nameOf(definition);
  const to = `/start/${encodeURIComponent(definition.key)}`;
  return (
    <li className={classes.row}>
      <span className={classes.tile}>
        <IconFileText size={18} stroke={1.6} aria-hidden />
      </span>
      <div className={classes.text}>
        <Link to={to}>{name}</Link>
        <p>{definition.documentation || definition.key}</p>
      </div>
      <Button
        variant="default"
        size="xs"
        className={classes.start}
        tabIndex={-1}
        aria-label={t('startName', { name })}
        onClick={() => void navigate(to)}
      >
        {t('start')}
      </Button>
      <ActionIcon
        className={classes.star}
        onClick={onToggle}
        aria-pressed={isFavourite}
        aria-label={t(isFavourite ? 'unfavourite' : 'favourite', { name })}
      >
        {isFavourite ? <IconStarFilled size={18} /> : <IconStar size={18} stroke={1.6} />}
      </ActionIcon>
    </li>
  );
};
