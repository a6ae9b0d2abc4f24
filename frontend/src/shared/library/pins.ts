import type { DraftKind } from '@/shared/drafts';

const BPM = 'urn:bpm:schema:1.0';

export type Binding = 'deployment' | 'latest' | 'version' | 'versionTag';

/** What a process shows, asks or calls, and which version of it. */
export interface Pin {
  elementId: string;
  elementName: string;
  kind: DraftKind;
  /** FEEL works it out where it begins with `=`. */
  key: string;
  binding: Binding;
  /** The version or tag that is bound; empty with the other bindings. */
  exactly: string;
  /** Whether it stands in the same model, and so is deployed with it. */
  isWithin: boolean;
}

const isBinding = (text: string | null): text is Binding =>
  text === 'latest' || text === 'version' || text === 'versionTag' || text === 'deployment';

/** Ids of what a call activity can call in the same model. */
const callable = (model: Document): Set<string | null> =>
  new Set(
    [...model.documentElement.children]
      .filter(({ localName }) => localName === 'process' || /^global\w*Task$/.test(localName))
      .map((element) => element.getAttribute('id')),
  );

const pinOf = (owner: Element, settings: Element | null, kind: DraftKind, key: string): Pin => {
  const given = settings?.getAttribute('binding') ?? null;
  const binding = isBinding(given) ? given : 'deployment';
  const id = owner.getAttribute('id') ?? '';
  const isExact = binding === 'version' || binding === 'versionTag';
  return {
    elementId: id,
    elementName: owner.getAttribute('name') || id,
    kind,
    key,
    binding,
    exactly: isExact ? (settings?.getAttribute(binding) ?? '') : '',
    isWithin: kind === 'process' && !isExact && callable(owner.ownerDocument).has(key),
  };
};

const ownerOf = (settings: Element): Element | null =>
  settings.closest('extensionElements, [id]')?.parentElement?.closest('[id]') ?? null;

/** All that a model binds, in the order of the file. */
export const pinsOf = (xml: string): Pin[] => {
  const document = new DOMParser().parseFromString(xml, 'application/xml');
  if (document.querySelector('parsererror')) return [];
  return [...document.getElementsByTagName('*')].flatMap((element): Pin[] => {
    const { localName, namespaceURI } = element;
    if (localName === 'callActivity') {
      const [settings] = element.getElementsByTagNameNS(BPM, 'calledElement');
      const key = element.getAttribute('calledElement') ?? '';
      return key ? [pinOf(element, settings ?? null, 'process', key)] : [];
    }
    const owner = namespaceURI === BPM ? ownerOf(element) : null;
    if (owner && localName === 'formRef')
      return [pinOf(owner, element, 'form', element.getAttribute('key') ?? '')];
    if (owner && localName === 'calledDecision')
      return [pinOf(owner, element, 'decision', element.getAttribute('decisionId') ?? '')];
    return [];
  });
};
