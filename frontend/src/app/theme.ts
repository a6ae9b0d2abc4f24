// Mantine 9 theme of Kontor; colours come from tokens.css.
import {
  createTheme,
  Button,
  ActionIcon,
  Input,
  Tabs,
  Checkbox,
  Modal,
  Tooltip,
  Paper,
  Avatar,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from '@mantine/core';
import { i18next } from '@/shared/i18n';
const ink: MantineColorsTuple = [
  '#eceffc',
  '#dce1f8',
  '#c2caf0',
  '#9dabe6',
  '#7787d8',
  '#5467c9',
  '#4053bd',
  '#3346b5',
  '#293896',
  '#1f2b75',
];
const gray: MantineColorsTuple = [
  '#fafaf8',
  '#f4f4f1',
  '#f0f0ec',
  '#e8e7e2',
  '#d9d8d2',
  '#b5b4ae',
  '#8b8a84',
  '#62666f',
  '#474b54',
  '#1b1d22',
];
const dark: MantineColorsTuple = [
  '#ecedef',
  '#b9bdc6',
  '#989eaa',
  '#737884',
  '#343841',
  '#22252d',
  '#1f222a',
  '#16181d',
  '#121419',
  '#101216',
];
export const theme = createTheme({
  primaryColor: 'ink',
  primaryShade: { light: 7, dark: 6 },
  colors: { ink, gray, dark },
  white: '#ffffff',
  black: '#1b1d22',
  fontFamily: 'var(--k-font)',
  fontFamilyMonospace: 'var(--k-mono)',
  fontSmoothing: true,
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '16px', sm: '18px', md: '20px', lg: '24px', xl: '28px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '3px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  defaultRadius: 'md',
  shadows: {
    xs: 'var(--k-shadow-1)',
    sm: 'var(--k-shadow-1)',
    md: 'var(--k-shadow-2)',
    lg: 'var(--k-shadow-3)',
    xl: 'var(--k-shadow-3)',
  },
  headings: {
    fontFamily: 'var(--k-font)',
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '20px', lineHeight: '28px' },
      h2: { fontSize: '16px', lineHeight: '24px' },
      h3: { fontSize: '14px', lineHeight: '20px' },
      h4: { fontSize: '13px', lineHeight: '18px' },
    },
  },
  cursorType: 'pointer',
  focusRing: 'auto',
  focusClassName: 'k-focus',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({
      defaultProps: { size: 'sm' },
      vars: (_, p) => ({
        root:
          p.size === 'md'
            ? { '--button-height': '36px', '--button-padding-x': '16px', '--button-fz': '14px' }
            : p.size === 'xs'
              ? { '--button-height': '26px', '--button-padding-x': '8px', '--button-fz': '12px' }
              : { '--button-height': '32px', '--button-padding-x': '12px', '--button-fz': '13px' },
      }),
    }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray', size: 32 } }),
    Input: Input.extend({
      defaultProps: { size: 'sm' },
      vars: (_, p) => ({
        wrapper: {
          '--input-bg': 'var(--k-bg-surface)',
          ...(p.error ? {} : { '--input-bd': 'var(--k-border-control)' }),
          '--input-height': p.size === 'md' ? '36px' : '32px',
          '--input-fz': p.size === 'md' ? '14px' : '13px',
        },
      }),
    }),
    Tabs: Tabs.extend({ defaultProps: { keepMounted: false } }),
    Checkbox: Checkbox.extend({ defaultProps: { size: 'xs', radius: 'sm' } }),
    Modal: Modal.extend({
      defaultProps: { closeButtonProps: { 'aria-label': i18next.t('close') } },
    }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, withArrow: false } }),
    Paper: Paper.extend({ defaultProps: { withBorder: true, shadow: 'none' } }),
    Avatar: Avatar.extend({ defaultProps: { size: 20, radius: 'xl' } }),
  },
});
export const cssVariablesResolver: CSSVariablesResolver = () => {
  const v = {
    '--mantine-color-body': 'var(--k-bg-surface)',
    '--mantine-color-text': 'var(--k-text)',
    '--mantine-color-dimmed': 'var(--k-text-3)',
    '--mantine-color-placeholder': 'var(--k-text-3)',
    '--mantine-color-anchor': 'var(--k-accent-text)',
    '--mantine-color-default': 'var(--k-bg-surface)',
    '--mantine-color-default-hover': 'var(--k-bg-hover)',
    '--mantine-color-default-color': 'var(--k-text)',
    '--mantine-color-default-border': 'var(--k-border)',
    '--mantine-color-error': 'var(--k-incident)',
    '--mantine-color-disabled': 'var(--k-bg-hover)',
    '--mantine-color-disabled-color': 'var(--k-text-disabled)',
    '--mantine-primary-color-filled': 'var(--k-accent)',
    '--mantine-primary-color-filled-hover': 'var(--k-accent-hover)',
    '--mantine-color-gray-light-color': 'var(--k-text-2)',
  };
  return { variables: {}, light: v, dark: v };
};
