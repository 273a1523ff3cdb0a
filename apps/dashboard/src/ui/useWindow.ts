import { useLayoutEffect, useState, type RefObject } from "react";

/** Rows above and below the visible ones, so that scrolling does not show blanks. */
const overscan = 12;

/** Which rows are drawn: from the first until before the end. */
export interface RowWindow {
  first: number;
  end: number;
}

/** The rows that a scrolled surface shows of a list of rows of one height. */
export function windowOf(scrolled: number, visible: number, rowHeight: number, rows: number): RowWindow {
  const first = Math.max(0, Math.floor(scrolled / rowHeight) - overscan);
  const end = Math.min(rows, Math.ceil((scrolled + visible) / rowHeight) + overscan);
  return { first: Math.min(first, Math.max(0, end - 1)), end };
}

/**
 * Keeps the drawn rows in step with the scrolling of the surface around an element. A list too short to be worth it
 * is drawn whole.
 */
export function useWindow(
  element: RefObject<HTMLElement | null>,
  rows: number,
  rowHeight: number,
  whole: boolean,
): RowWindow {
  const [shown, setShown] = useState<RowWindow>({ first: 0, end: 40 });
  useLayoutEffect(() => {
    const surface = element.current?.closest<HTMLElement>("[data-scrolls]");
    if (whole || surface === null || surface === undefined) return;
    const follow = () =>
      setShown((before) => {
        const { first, end } = windowOf(surface.scrollTop, surface.clientHeight, rowHeight, rows);
        return first === before.first && end === before.end ? before : { first, end };
      });
    follow();
    const observer = new ResizeObserver(follow);
    observer.observe(surface);
    surface.addEventListener("scroll", follow, { passive: true });
    return () => {
      observer.disconnect();
      surface.removeEventListener("scroll", follow);
    };
  }, [element, rows, rowHeight, whole]);
  return whole ? { first: 0, end: rows } : { first: Math.min(shown.first, rows), end: Math.min(shown.end, rows) };
}
