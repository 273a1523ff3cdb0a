import { selectorOf } from "./selector";

/** An entry of one of the kinds that name elements. */
type Naming = PerformanceEntry & {
  readonly element?: Element | null;
  readonly id?: string;
  readonly target?: Node | null;
  readonly sources?: readonly { readonly node?: Node | null }[];
};

/** Which element the entry is about: of a shift's sources, which are ordered by area, the first that is an element. */
const nodeOf = ({ element, target, sources = [] }: Naming) =>
  element ?? target ?? (sources.find(({ node }) => node?.nodeType === 1) ?? sources[0])?.node;

export interface Memory {
  /** Takes down which elements the entries are about. */
  keep(entries: readonly PerformanceEntry[]): void;
  /** The selector of the element that an entry is about. */
  elementOf(this: void, entry: PerformanceEntry): string | undefined;
}

/** Remembers elements by their selectors from when they were measured: by the time of a report they may be gone. */
export function createMemory(): Memory {
  const selectors = new WeakMap<PerformanceEntry, string>();
  const find = (entry: Naming) => selectorOf(nodeOf(entry));
  return {
    keep(entries) {
      for (const entry of entries) {
        const selector = find(entry);
        if (selector) selectors.set(entry, selector);
      }
    },
    elementOf: (entry) => selectors.get(entry) ?? find(entry),
  };
}
