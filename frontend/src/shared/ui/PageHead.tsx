import type { ReactNode } from 'react';
import { Link } from 'react-router';
import classes from './ui.module.css';

interface Props {
  title: ReactNode;
  /** Shown above the title: where this page belongs. */
  crumbs?: { label: string; to?: string }[];
  beside?: ReactNode;
  meta?: ReactNode;
  actions?: ReactNode;
}

/** Head of a page: crumbs, title with its state, facts, actions at the right. */
export const PageHead = ({ title, crumbs, beside, meta, actions }: Props) => (
  <header className={classes.head}>
    <div className={classes.headMain}>
      {crumbs && (
        <nav className={classes.crumbs} aria-label="Breadcrumb">
          {crumbs.map((crumb, index) => (
            <span key={crumb.to ?? crumb.label}>
              {index > 0 && <span aria-hidden>/</span>}
              {crumb.to ? <Link to={crumb.to}>{crumb.label}</Link> : crumb.label}
            </span>
          ))}
        </nav>
      )}
      <div className={classes.headLine}>
        <h1 title={typeof title === 'string' ? title : undefined}>{title}</h1>
        {beside}
      </div>
      {meta && <div className={classes.meta}>{meta}</div>}
    </div>
    {actions && <div className={classes.headActions}>{actions}</div>}
  </header>
);
