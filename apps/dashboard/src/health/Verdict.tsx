import type { Ledger } from "../../../../schema/wire.gen.ts";
import { formatCounted } from "../format/number.ts";
import { RatingIcon } from "../ui/RatingMark.tsx";
import { SkeletonText } from "../ui/Skeleton.tsx";
import styles from "./Verdict.module.css";

/** The answer to "is my data complete?", in one sentence. */
export function Verdict({ ledger }: { ledger: Ledger | undefined }) {
  if (ledger === undefined) {
    return (
      <p className={styles.verdict}>
        <SkeletonText width="40ch" />
      </p>
    );
  }
  const { rating, sentence } = judge(ledger);
  return (
    <p className={styles.verdict} role="status" data-verdict={rating}>
      <RatingIcon rating={rating} silent /> {sentence}
    </p>
  );
}

/** Lost or invented events are worst; events that could not be processed are for the site's owner to look at. */
export function judge(ledger: Ledger): { rating: "good" | "needs-improvement" | "poor"; sentence: string } {
  const { accepted, difference, deadLettered, queued } = ledger;
  if (difference !== 0) {
    const events = formatCounted(Math.abs(difference), "event");
    return {
      rating: "poor",
      sentence: `No: ${difference > 0 ? `${events} cannot be accounted for` : `${events} more than were accepted can be seen`}. Please tell the developers of Paceline.`,
    };
  }
  if (accepted === 0) return { rating: "good", sentence: "Nothing has been sent yet, so nothing is missing." };
  if (deadLettered > 0) {
    return {
      rating: "needs-improvement",
      sentence: `All but ${formatCounted(deadLettered, "event")}, which could not be processed and are kept below. Nothing was lost.`,
    };
  }
  if (queued > 0) {
    return {
      rating: "good",
      sentence: `Yes: nothing was lost. ${formatCounted(queued, "event")} ${queued === 1 ? "is" : "are"} just being written.`,
    };
  }
  return { rating: "good", sentence: "Yes: every event that was accepted is accounted for." };
}
