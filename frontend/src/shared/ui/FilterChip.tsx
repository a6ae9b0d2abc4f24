import { IconChevronDown } from '@tabler/icons-react';
import classes from './ui.module.css';

interface Props {
  label: string;
  value: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
}

/** A filter as a chip: what is filtered, and its value in bold; the browser's own list chooses. */
export const FilterChip = ({ label, value, options, onChange }: Props) => (
  <label className={`k-chip ${classes.filterChip}`}>
    <span>{label}</span>
    <strong aria-hidden>{options.find((option) => option.value === value)?.label ?? value}</strong>
    <IconChevronDown size={14} aria-hidden />
    <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  </label>
);
