import { useTranslation } from 'react-i18next';
import type { LocalScope } from '@/shared/api';
import { Failure } from '@/shared/ui';
import { useVariables, VariableTable } from '@/shared/variables';
import { useScopes } from './api';
import classes from './changes.module.css';
import { matches, treeOf, type ScopeNode } from './scopes';
import { useRevealed } from './useRevealed';

const BODY = 'multi_instance_body';

interface Props {
  instanceId: string;
  /** Only what holds it, where it is given. */
  search: string;
  /** Whether the reader may look at secret values. */
  mayReveal: boolean;
}

/** The values that live and die with sub-processes, steps and rounds of loops. */
const ScopeTree = ({ instanceId, ...looks }: Props) => {
  const { t } = useTranslation('instance');
  const scopes = useScopes(instanceId);
  if (scopes.error) {
    return (
      <Failure
        title={t('scopes.failed')}
        error={scopes.error}
        onRetry={() => void scopes.refetch()}
      />
    );
  }
  if (!scopes.data || scopes.data.items.length === 0) return null;
  return (
    <section className={classes.history} aria-label={t('scopes.title')}>
      <header>
        <h2>{t('scopes.title')}</h2>
      </header>
      <p className={classes.scopesHint}>{t('scopes.hint')}</p>
      <Nodes nodes={treeOf(scopes.data.items)} instanceId={instanceId} {...looks} />
      {scopes.data.is_cut && <p className={classes.scopesHint}>{t('scopes.cut')}</p>}
    </section>
  );
};

const Nodes = ({ nodes, ...props }: Props & { nodes: readonly ScopeNode[] }) => (
  <ul className={classes.scopes}>
    {nodes.map((node) => (
      <li key={node.scope.activity_instance_id}>
        <Scope scope={node.scope} {...props} />
        {node.children.length > 0 && <Nodes nodes={node.children} {...props} />}
      </li>
    ))}
  </ul>
);

const Scope = ({ scope, instanceId, search, mayReveal }: Props & { scope: LocalScope }) => {
  const { t } = useTranslation('instance');
  const visit = scope.activity_instance_id;
  const { shown, onReveal, dialog } = useRevealed(scope, { instanceId, visit, mayReveal });
  const editor = useVariables(shown);
  const rows = editor.rows.filter((row) => matches(search, row.name, row.text));
  const name = scope.activity_name || scope.activity_id;
  const title =
    scope.loop_index !== null
      ? t('scopes.round', { name, number: scope.loop_index + 1 })
      : scope.activity_type === BODY
        ? t('scopes.rounds', { name })
        : name;
  return (
    <details open={scope.activity_type !== BODY}>
      <summary>
        {title} <span className="k-num">{rows.length}</span>
      </summary>
      {rows.length > 0 && (
        <VariableTable editor={{ ...editor, rows }} readOnly technical onReveal={onReveal} />
      )}
      {dialog}
    </details>
  );
};

export default ScopeTree;
