/** https://w3c.github.io/long-animation-frames/#performancescripttiming */
export interface ScriptTiming extends PerformanceEntry {
  readonly invoker: string;
  readonly sourceURL: string;
  readonly sourceFunctionName: string;
}

/** https://w3c.github.io/long-animation-frames/#performancelonganimationframetiming */
export interface LongFrame extends PerformanceEntry {
  readonly scripts: readonly ScriptTiming[];
}

/** The events whose outcome one paint showed: when it was, and when handlers first ran and last ended. In ms. */
export interface Frame {
  readonly painted: number;
  processingStart: number;
  processingEnd: number;
  /** Selector of the element that was pressed. Chromium tells it of some of a press's events only. */
  target?: string;
}

/** Durations are rounded to 8 ms, so events of one paint seem to have been painted up to 8 ms apart. */
const ROUNDING = 8;
/** INP is explained as soon as it changes: by then what it was is not long ago. */
const REMEMBERED = 50;
/** Not those of hovering: pointerover, mouseenter. */
const PRESS = /down$|up$|click/;

export interface Frames {
  keep(entries: readonly PerformanceEntry[]): void;
  /** The frame that showed the outcome of an event. */
  of(event: PerformanceEventTiming): Frame;
  /** The long animation frames that overlap a time, in order. */
  longBetween(start: number, end: number): LongFrame[];
}

/** Remembers the latest frames with slow events, and the latest long ones. */
export function createFrames(elementOf: (entry: PerformanceEntry) => string | undefined): Frames {
  const frames: Frame[] = [];
  const longFrames: LongFrame[] = [];

  function of(event: PerformanceEventTiming): Frame {
    const { startTime, duration, processingStart, processingEnd } = event;
    const painted = startTime + duration;
    const known = frames.filter((frame) => Math.abs(painted - frame.painted) <= ROUNDING).pop();
    const frame = known ?? { painted, processingStart, processingEnd };
    if (!known) frames.push(frame);
    frame.processingStart = Math.min(frame.processingStart, processingStart);
    frame.processingEnd = Math.max(frame.processingEnd, processingEnd);
    if (PRESS.test(event.name)) frame.target ??= elementOf(event);
    return frame;
  }

  return {
    of,
    keep(entries) {
      for (const entry of entries) {
        if ("scripts" in entry) longFrames.push(entry as LongFrame);
        else if ("processingEnd" in entry) of(entry as PerformanceEventTiming);
      }
      frames.splice(0, frames.length - REMEMBERED);
      longFrames.splice(0, longFrames.length - REMEMBERED);
    },
    longBetween: (start, end) =>
      longFrames.filter((long) => long.startTime + long.duration >= start && long.startTime <= end),
  };
}
