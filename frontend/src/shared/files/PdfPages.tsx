/** A PDF drawn page by page onto a canvas: nothing in it runs, opens or sends anything. */
import { ActionIcon } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy } from 'pdfjs-dist';
import PdfWorker from 'pdfjs-dist/build/pdf.worker.min.mjs?worker';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SkeletonRows } from '@/shared/ui';
import classes from './preview.module.css';

/** No page takes more than this many pixels, whatever size it says it has. */
const MOST_PIXELS = 16_000_000;
const SHARPEST = 2;

interface Props {
  url: string;
  onBroken: () => void;
}

const readBytes = async (url: string, signal: AbortSignal): Promise<Uint8Array> => {
  const answer = await fetch(url, { signal });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
};

/** Read a document; it and its worker go with the component. */
const useDocument = ({ url, onBroken }: Props): PDFDocumentProxy | null => {
  const [read, setRead] = useState<PDFDocumentProxy | null>(null);
  const broken = useRef(onBroken);
  useEffect(() => {
    broken.current = onBroken;
  });
  useEffect(() => {
    const stop = new AbortController();
    const worker = new PdfWorker();
    GlobalWorkerOptions.workerPort = worker;
    const open = async () => {
      const data = await readBytes(url, stop.signal);
      const options = { data, useWasm: false, enableXfa: false, maxImageSize: MOST_PIXELS };
      const document = await getDocument(options).promise;
      if (!stop.signal.aborted) setRead(document);
    };
    open().catch(() => !stop.signal.aborted && broken.current());
    return () => {
      stop.abort();
      GlobalWorkerOptions.workerPort = null;
      worker.terminate();
    };
  }, [url]);
  return read;
};

const PdfPages = (props: Props) => {
  const { t } = useTranslation();
  const document = useDocument(props);
  const [number, setNumber] = useState(1);
  const [text, setText] = useState('');
  const canvas = useRef<HTMLCanvasElement>(null);
  const broken = useRef(props.onBroken);
  useEffect(() => {
    if (!document) return;
    let alive = true;
    let cancel = () => undefined as void;
    const draw = async () => {
      const page = await document.getPage(number);
      const place = canvas.current;
      if (!alive || !place) return;
      const plain = page.getViewport({ scale: 1 });
      const width = (place.parentElement?.clientWidth ?? 800) * SHARPEST;
      const fitting = Math.sqrt(MOST_PIXELS / (plain.width * plain.height));
      const viewport = page.getViewport({ scale: Math.min(width / plain.width, fitting) });
      place.width = Math.floor(viewport.width);
      place.height = Math.floor(viewport.height);
      const drawing = page.render({ canvas: place, viewport });
      cancel = () => drawing.cancel();
      await drawing.promise;
      const { items } = await page.getTextContent();
      if (alive) setText(items.map((item) => ('str' in item ? item.str : '')).join(' '));
    };
    draw().catch(() => alive && broken.current());
    return () => {
      alive = false;
      cancel();
    };
  }, [document, number]);
  if (!document) return <SkeletonRows rows={6} height={48} />;
  const count = document.numPages;
  return (
    <>
      {count > 1 && (
        <div className={classes.turn}>
          <ActionIcon
            aria-label={t('preview.previous')}
            disabled={number === 1}
            onClick={() => setNumber(number - 1)}
          >
            <IconChevronLeft size={18} aria-hidden />
          </ActionIcon>
          <span role="status">{t('preview.page', { number, count })}</span>
          <ActionIcon
            aria-label={t('preview.next')}
            disabled={number === count}
            onClick={() => setNumber(number + 1)}
          >
            <IconChevronRight size={18} aria-hidden />
          </ActionIcon>
        </div>
      )}
      <canvas ref={canvas} className={classes.page} aria-hidden />
      {/* What the picture of a page says, for those who do not see it. */}
      <p className="k-hidden">{text}</p>
    </>
  );
};

export default PdfPages;
