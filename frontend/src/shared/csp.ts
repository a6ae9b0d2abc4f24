/**
 * Some libraries write `<style>` elements from script. Scripts are trusted already, so such an element gets the
 * page's nonce; style markup from anywhere else stays blocked. Must be imported before everything else.
 */
export const nonce =
  document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content || undefined;

if (nonce) {
  const value = nonce;
  const create = Document.prototype.createElement;
  const withNonce = function (
    this: Document,
    tag: string,
    options?: ElementCreationOptions,
  ): HTMLElement {
    const element = create.call(this, tag, options) as HTMLElement;
    if (tag.toLowerCase() === 'style') element.setAttribute('nonce', value);
    return element;
  };
  Document.prototype.createElement = withNonce as typeof Document.prototype.createElement;
}
