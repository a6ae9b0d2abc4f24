import { ActionIcon, Tooltip, useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

const ORDER = ['auto', 'light', 'dark'] as const;
const ICONS = { auto: IconDeviceDesktop, light: IconSun, dark: IconMoon };

/** Step to the next theme: system, light, dark. */
export const useThemeStep = () => {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const step = () =>
    setColorScheme(ORDER[(ORDER.indexOf(colorScheme) + 1) % ORDER.length] ?? 'auto');
  return { colorScheme, step };
};

export const ThemeSwitch = () => {
  const { t } = useTranslation();
  const { colorScheme, step } = useThemeStep();
  const Icon = ICONS[colorScheme];
  const label = t('header.theme', { name: t(`theme.${colorScheme}`) });
  return (
    <Tooltip label={label}>
      <ActionIcon onClick={step} aria-label={label}>
        <Icon size={18} stroke={1.6} />
      </ActionIcon>
    </Tooltip>
  );
};
