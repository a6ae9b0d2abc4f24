import { UnstyledButton } from '@mantine/core';
import { IconMap2, IconMaximize, IconMinus, IconPlus } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { fitLegibly, zoomBy, type FitOptions } from './fit';
import type { BpmnInstance } from './types';
import classes from './diagram.module.css';

interface Props {
  viewer: BpmnInstance;
  fit?: FitOptions;
  /** Where the whole can be shown in small. */
  overview?: { isShown: boolean; turn: () => void } | undefined;
}

/** Zoom out, back to 100 %, zoom in, fit: bottom left, for the watermark stands bottom right. */
export function ZoomControls({ viewer, fit, overview }: Props) {
  const { t } = useTranslation('diagram');
  const [zoom, setZoom] = useState(() => viewer.get('canvas').zoom());

  useEffect(() => {
    const bus = viewer.get('eventBus');
    const changed = () => setZoom(viewer.get('canvas').zoom());
    changed();
    bus.on('canvas.viewbox.changed', changed);
    return () => bus.off('canvas.viewbox.changed', changed);
  }, [viewer]);

  const percent = Math.round(zoom * 100);
  return (
    <div className={classes.zoom} role="group" aria-label={t('zoom')}>
      <UnstyledButton
        onClick={() => zoomBy(viewer, -1)}
        aria-label={t('zoomOut')}
        title={t('zoomOut')}
      >
        <IconMinus size={16} aria-hidden />
      </UnstyledButton>
      <UnstyledButton
        className={classes.percent}
        onClick={() => viewer.get('canvas').zoom(1)}
        aria-label={t('zoomNow', { percent })}
      >
        {t('zoomPercent', { percent })}
      </UnstyledButton>
      <UnstyledButton
        onClick={() => zoomBy(viewer, 1)}
        aria-label={t('zoomIn')}
        title={t('zoomIn')}
      >
        <IconPlus size={16} aria-hidden />
      </UnstyledButton>
      <UnstyledButton
        onClick={() => fitLegibly(viewer, fit)}
        aria-label={t('fit')}
        title={t('fit')}
      >
        <IconMaximize size={16} aria-hidden />
      </UnstyledButton>
      {overview && (
        <UnstyledButton
          onClick={overview.turn}
          aria-label={t('overview')}
          aria-pressed={overview.isShown}
          title={t('overview')}
        >
          <IconMap2 size={16} aria-hidden />
        </UnstyledButton>
      )}
    </div>
  );
}
