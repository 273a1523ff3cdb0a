import type { JSError, PageView } from "../../../../schema/wire.gen.ts";
import { Stack } from "../errors/Stack.tsx";
import { formatClock, formatMoment } from "../format/time.ts";
import { ScreenLink } from "../frame/ScreenLink.tsx";
import { rate, type Rating } from "../rating.ts";
import { PagePath } from "../ui/PagePath.tsx";
import { RatingIcon } from "../ui/RatingMark.tsx";
import { ReportedVitals } from "../views/ReportedVitals.tsx";
import { WhyList } from "../why/WhyList.tsx";
import { describeNavigation, describePause, type Timed } from "./journey.ts";
import styles from "./Journey.module.css";

/** The session as a line of time: each page view with its vitals, its errors, and why. */
export function Journey({ steps }: { steps: readonly Timed[] }) {
  return (
    <ol className={styles.line}>
      {steps.map(({ step, pause }) => (
        <li key={`${step.kind} ${step.kind === "view" ? step.view.view_id : step.error.id}`} className={styles.step}>
          {pause !== null && <span className={styles.pause}>after {describePause(pause)}</span>}
          {step.kind === "view" ? <View view={step.view} errors={step.errors} /> : <Failure error={step.error} alone />}
        </li>
      ))}
    </ol>
  );
}

function View({ view, errors }: { view: PageView; errors: readonly JSError[] }) {
  const worst = worstRating(view);
  return (
    <div className={styles.view}>
      <span className={styles.mark}>
        {worst === null ? <span className={styles.dot} /> : <RatingIcon rating={worst} />}
      </span>
      <div className={styles.what}>
        <p className={styles.head}>
          <time className={styles.when} dateTime={view.timestamp} title={formatMoment(view.timestamp)}>
            {formatClock(view.timestamp)}
          </time>
          <PagePath path={view.path} website={view.website} pageId={view.page_id} showWebsite={false} />
          <span className={styles.how}>{describeNavigation(view.navigation_type)}</span>
        </p>
        <ReportedVitals view={view} />
        {view.attribution !== null && (
          <details className={styles.why}>
            <summary>Why</summary>
            <WhyList view={view} />
          </details>
        )}
        {errors.map((error) => (
          <Failure key={error.id} error={error} />
        ))}
      </div>
    </div>
  );
}

/** An error where it happened. */
function Failure({ error, alone = false }: { error: JSError; alone?: boolean }) {
  return (
    <details className={alone ? `${styles.failure} ${styles.alone}` : styles.failure}>
      <summary>
        <time className={styles.when} dateTime={error.timestamp}>
          {formatClock(error.timestamp)}
        </time>{" "}
        <b>{error.name}</b> <bdi>{error.message}</bdi>
      </summary>
      <Stack error={error} />
      <p className={styles.group}>
        <ScreenLink to="/errors/$groupId" params={{ groupId: error.group_id }}>
          All errors like this one
        </ScreenLink>
      </p>
    </details>
  );
}

const order: readonly Rating[] = ["good", "needs-improvement", "poor"];

/** How the worst of the Core Web Vitals of a page view rates. */
function worstRating(view: PageView): Rating | null {
  const ratings = (["LCP", "INP", "CLS"] as const).map((vital) => {
    const value = view[vital.toLowerCase() as "lcp" | "inp" | "cls"];
    return value === null ? null : rate(vital, value);
  });
  return order.findLast((rating) => ratings.includes(rating)) ?? null;
}
