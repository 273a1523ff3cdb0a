const LONGEST = 100;
const CLASSES = 2;

/**
 * A name that a tool made changes with every build or render and tells nobody anything: runs of digits, hashes,
 * CSS modules' Button_root__a8Xk2, styled-components' sc-bdVaJa. React's :r1: is not plain to begin with.
 */
const GENERATED =
  /\d{3}|-\d+$|(?=[a-f]*\d)[\da-f]{6}|__(?=\w*[A-Z\d])\w{5}|(?=\w*\d)(?=\w*[A-Z])\w{5}|[a-z][A-Z][a-z][A-Z]|^(css|sc|svelte)-|^jss\d/;
const PLAIN = /^[a-z_][\w-]{1,31}$/i;

/** Whether a name was given by somebody who will know it again. */
export const tells = (name: string) => PLAIN.test(name) && !GENERATED.test(name);

function step(element: Element): string {
  if (tells(element.id)) return `#${element.id}`;
  const classes = [...element.classList].filter(tells).slice(0, CLASSES);
  return [element.localName, ...classes].join(".");
}

/**
 * Where an element is, for a human who knows the page: tags, classes and ids that somebody wrote, from the closest id
 * down, of at most 100 characters. No text of the page.
 */
export function selectorOf(node: Node | null | undefined): string | undefined {
  let path = "";
  for (let at = node?.nodeType === 1 ? (node as Element) : node?.parentElement; at; at = at.parentElement) {
    const part = step(at);
    const longer = path ? `${part}>${path}` : part;
    if (longer.length > LONGEST || (path && /^(body|html)\b/.test(part))) break;
    path = longer;
    if (part[0] === "#") break;
  }
  return path.slice(0, LONGEST) || undefined;
}
