import { useLayoutEffect, useRef, useState, type RefObject } from "react";

/** The size of an element in CSS pixels, renewed when it changes; 0 by 0 until it is known. */
export function useSize<Measured extends Element>(): readonly [RefObject<Measured | null>, number, number] {
  const element = useRef<Measured>(null);
  const [[width, height], setSize] = useState<readonly [number, number]>([0, 0]);
  useLayoutEffect(() => {
    if (element.current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setSize([entry.contentRect.width, entry.contentRect.height]);
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return [element, width, height];
}
