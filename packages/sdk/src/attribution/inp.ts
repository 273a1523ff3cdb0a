import type { INPMetric } from "web-vitals";
import type { INPAttribution } from "../../../../schema/wire.gen";
import type { Frames, LongFrame, ScriptTiming } from "./frames";
import { ms } from "./round";
import { tells } from "./selector";

const LONGEST_INVOKER = 100;

/** The script that ran longest within the interaction, and for how long. */
function longestScript(frames: LongFrame[], start: number): [ScriptTiming | undefined, number] {
  let longest: ScriptTiming | undefined;
  let most = 0;
  for (const script of frames.flatMap(({ scripts }) => scripts)) {
    const within = script.startTime + script.duration - Math.max(start, script.startTime);
    if (within > most) [longest, most] = [script, within];
  }
  return [longest, most];
}

/** BUTTON#pay.onclick, or the URL of a script that was run. An id that looks generated is left out. */
const invokerOf = ({ invoker }: ScriptTiming, scrub: (url: string) => string) =>
  /^http/.test(invoker)
    ? scrub(invoker)
    : invoker.replace(/#([^.]+)/, (id, name: string) => (tells(name) ? id : "")).slice(0, LONGEST_INVOKER) || undefined;

/** What was interacted with, the three parts that INP is the sum of, and the script that took most of it. */
export function explainINP(
  { entries }: INPMetric,
  frames: Frames,
  scrub: (url: string) => string,
): INPAttribution | undefined {
  const first = entries[0];
  if (!first) return; // too short to be told of: web-vitals knows that it happened, and no more

  const { startTime, duration, name } = first;
  const frame = frames.of(first);
  const processingStart = Math.max(frame.processingStart, startTime);
  // Durations are rounded to 8 ms: the next paint is never before the handlers began, and they end by it.
  const painted = Math.max(startTime + duration, processingStart);
  const processingEnd = Math.min(frame.processingEnd, painted);
  const [script, scriptTime] = longestScript(frames.longBetween(startTime, processingEnd), startTime);
  return {
    interactionTarget: frame.target,
    interactionType: name.startsWith("key") ? "keyboard" : "pointer",
    inputDelay: ms(processingStart - startTime),
    processingDuration: ms(processingEnd - processingStart),
    presentationDelay: ms(painted - processingEnd),
    script: script && {
      url: (script.sourceURL && scrub(script.sourceURL)) || undefined,
      function: script.sourceFunctionName || undefined,
      invoker: invokerOf(script, scrub),
      duration: ms(scriptTime),
    },
  };
}
