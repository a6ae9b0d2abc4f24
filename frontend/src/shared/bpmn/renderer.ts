const FONT = "'Inter Variable', Inter, system-ui, sans-serif";

/** Colours and type of the drawing; the colours follow the theme because they are custom properties. */
export const rendererOptions = {
  bpmnRenderer: {
    defaultFillColor: 'var(--k-bpmn-fill)',
    defaultStrokeColor: 'var(--k-bpmn-stroke)',
    defaultLabelColor: 'var(--k-bpmn-label)',
  },
  textRenderer: {
    defaultStyle: { fontFamily: FONT, fontSize: 12, fontWeight: 450 },
    externalStyle: { fontFamily: FONT, fontSize: 11, fontWeight: 400 },
  },
};

/** Wait for the typeface: text is measured once, at import, and would wrap by another one's widths. */
export async function fontReady(): Promise<void> {
  if (!('fonts' in document)) return;
  await Promise.all([
    document.fonts.load(`450 12px ${FONT}`),
    document.fonts.load(`400 11px ${FONT}`),
  ]).catch(
    // without the typeface the diagram is drawn with the next one of the list
    () => undefined,
  );
}
