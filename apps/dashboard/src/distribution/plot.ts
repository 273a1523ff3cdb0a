const margin = { top: 30, right: 10, bottom: 26, left: 44 } as const;

/** Where the parts of the chart stand, in pixels of the drawing. */
export interface Plot {
  left: number;
  right: number;
  top: number;
  /** The place of a part of the width, from 0 to 1. */
  x: (part: number) => number;
  /** The place of a share; 0 is the ground. */
  y: (share: number) => number;
}

export function plotOf(width: number, height: number, greatestShare: number): Plot {
  const right = Math.max(margin.left + 1, width - margin.right);
  const ground = Math.max(margin.top + 1, height - margin.bottom);
  return {
    left: margin.left,
    right,
    top: margin.top,
    x: (part) => margin.left + part * (right - margin.left),
    y: (share) => ground - (share / greatestShare) * (ground - margin.top),
  };
}
