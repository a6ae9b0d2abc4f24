/** A file of decisions as dmn-js draws it, with our colours, our words and our marks; it can only be read. */
import type { DmnLibrary, DmnView } from 'dmn-js/lib/Modeler';
import { i18next } from '@/shared/i18n';
import './editor.css';

/** A way to look at the file: its graph, or one of its decisions. */
export interface ViewChoice {
  id: string;
  name: string;
  isGraph: boolean;
}

/** What is to be marked in the table, by ids of rules, cells, columns and decisions. */
export interface Marks {
  hits: readonly string[];
  faults: readonly string[];
  chosen?: readonly string[];
  /** What differs from another version, by what became of it. */
  fates?: Readonly<Partial<Record<Fate, readonly string[]>>>;
}

/** What became of an element from one version to another, as a drawing shows it. */
export type Fate = 'removed' | 'added' | 'changed';

const FATES: Record<Fate, { sign: string; color: string }> = {
  removed: { sign: '−', color: 'incident' },
  added: { sign: '+', color: 'completed' },
  changed: { sign: '≠', color: 'waiting' },
};

const NO_MARKS: Marks = { hits: [], faults: [] };

const said = (text: string, places: Record<string, string> = {}): string => {
  const words = i18next.t('dmn', { ns: 'decisions', returnObjects: true }) as Record<
    string,
    string
  >;
  const bare = text.replace(/\W+$/, '');
  const told = words[bare] === undefined ? text : words[bare] + text.slice(bare.length);
  return told.replace(/{(\w+)}/g, (place, name: string) => places[name] ?? place);
};

const ourWords = { translate: ['value', said] };

const placesOf = (ids: readonly string[]): string =>
  ids
    .map((id) => CSS.escape(id))
    .flatMap((id) => [
      `.dmn-js-parent td[data-row-id='${id}']`,
      `.dmn-js-parent td[data-element-id='${id}']`,
      `.dmn-js-parent th[data-col-id='${id}']`,
      `.dmn-js-parent [data-element-id='${id}'] .djs-visual > rect`,
    ])
    .join(',');

/** Colour what differs, and put a sign beside it for those who do not see the colour. */
const fateRules = (fate: Fate, ids: readonly string[]): string[] => {
  const { sign, color } = FATES[fate];
  const signed = ids
    .map((id) => CSS.escape(id))
    .flatMap((id) => [
      `.dmn-js-parent td.rule-index[data-row-id='${id}']`,
      `.dmn-js-parent td:not(.rule-index)[data-element-id='${id}']`,
      `.dmn-js-parent th[data-col-id='${id}']`,
    ]);
  const marks = `content: '${sign}' / ''; position: absolute; top: 1px; right: 3px; font: 600 12px/14px var(--k-font); color: var(--k-${color});`;
  return [
    `${placesOf(ids)} { background-color: var(--k-${color}-bg) !important; stroke: var(--k-${color}) !important; }`,
    `${signed.join(',')} { position: relative; }`,
    `${signed.map((place) => `${place}::before`).join(',')} { ${marks} }`,
    // The number of a rule stands at the right.
    `.dmn-js-parent td.rule-index::before { right: auto !important; left: 3px; }`,
  ];
};

/** What editor and viewer of the library are made with. */
export const drawingOptions = (container: HTMLElement) => {
  const additionalModules = [ourWords];
  return {
    container,
    drd: {
      additionalModules,
      drdRenderer: {
        defaultFillColor: 'var(--k-bpmn-fill)',
        defaultStrokeColor: 'var(--k-bpmn-stroke)',
        defaultLabelColor: 'var(--k-bpmn-label)',
      },
    },
    decisionTable: { additionalModules },
    literalExpression: { additionalModules },
    boxedExpression: { additionalModules },
  };
};

/** The drawing as the pages use it. */
export class DecisionDrawing<Library extends DmnLibrary = DmnLibrary> {
  protected readonly library: Library;
  private readonly host: HTMLElement;
  // The library draws its cells again at will: rules of a sheet outlive that, classes would not.
  private readonly sheet = new CSSStyleSheet();
  private listeners: (() => void)[] = [];

  constructor(host: HTMLElement, library: Library) {
    this.host = host;
    this.library = library;
    document.adoptedStyleSheets.push(this.sheet);
    library.on('views.changed', () => this.tell());
  }

  /** Read a file in: a single decision is shown itself, several by their graph. */
  async show(xml: string): Promise<void> {
    await this.library.importXML(xml, { open: false });
    const views = this.library.getViews();
    const decisions = views.filter(({ type }) => type !== 'drd');
    const first = decisions.length === 1 ? decisions[0] : views[0];
    if (first) await this.library.open(first);
  }

  /** Hear when another view is shown, or what can be undone is another. */
  onLook(listener: () => void): () => void {
    this.listeners.push(listener);
    return () => {
      this.listeners = this.listeners.filter((other) => other !== listener);
    };
  }

  get views(): ViewChoice[] {
    return this.library.getViews().map(({ element, type }) => ({
      id: element.id,
      name: element.name ?? element.id,
      isGraph: type === 'drd',
    }));
  }

  /** Id of what is shown: of a decision, or of the whole file. */
  get shown(): string | null {
    return this.library.getActiveView()?.element.id ?? null;
  }

  async open(id: string): Promise<boolean> {
    const view = this.viewOf(id);
    if (!view) return false;
    if (id !== this.shown) await this.library.open(view);
    return true;
  }

  /** Bring a rule, a cell or a column of what is shown into view, and into focus where it takes it. */
  reveal(id: string, takesFocus = true): void {
    const place = CSS.escape(id);
    const found = this.host.querySelector<HTMLElement>(
      `td[data-element-id='${place}'], td[data-row-id='${place}'], th[data-col-id='${place}']`,
    );
    found?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    if (takesFocus) found?.querySelector<HTMLElement>('[contenteditable], [tabindex]')?.focus();
  }

  mark({ hits, faults, chosen = [], fates = {} }: Marks): void {
    const rules = Object.entries(fates).flatMap(([fate, ids]) =>
      ids.length > 0 ? fateRules(fate as Fate, ids) : [],
    );
    if (hits.length > 0)
      rules.push(
        `${placesOf(hits)} { background-color: var(--k-completed-bg) !important; box-shadow: inset 0 2px var(--k-completed), inset 0 -2px var(--k-completed); }`,
      );
    if (chosen.length > 0)
      rules.push(
        `${placesOf(chosen)} { background-color: var(--k-bg-selected) !important; stroke: var(--k-accent) !important; }`,
      );
    if (faults.length > 0)
      rules.push(
        `${placesOf(faults)} { box-shadow: inset 0 0 0 2px var(--k-incident); stroke: var(--k-incident) !important; }`,
      );
    this.sheet.replaceSync(rules.join('\n'));
  }

  destroy(): void {
    this.mark(NO_MARKS);
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== this.sheet);
    this.listeners = [];
    this.library.destroy();
  }

  protected tell(): void {
    for (const listener of this.listeners) listener();
  }

  private viewOf(id: string): DmnView | undefined {
    return this.library.getViews().find(({ element }) => element.id === id);
  }
}
