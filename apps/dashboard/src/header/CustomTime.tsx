import { useId, useState, type FormEvent } from "react";
import { timeZone } from "../format/time.ts";
import { lengthOf, readCustom } from "../view/span.ts";
import type { ChangeView } from "../view/useView.ts";
import type { View } from "../view/view.ts";
import styles from "./CustomTime.module.css";
import { localInput, momentOf } from "./localInput.ts";

/** A beginning and an end, in the viewer's time zone. The link carries them in UTC. */
export function CustomTime({ view, onChange, onDone }: { view: View; onChange: ChangeView; onDone: () => void }) {
  const id = useId();
  const [now] = useState(() => Date.now());
  const [from, setFrom] = useState(() => localInput(view.custom?.from ?? now - lengthOf(view)));
  const [to, setTo] = useState(() => localInput(view.custom?.to ?? now));
  const [refused, setRefused] = useState(false);

  function apply(event: FormEvent) {
    event.preventDefault();
    const custom = readCustom(momentOf(from), momentOf(to));
    setRefused(custom === null);
    if (custom === null) return;
    onChange({ custom });
    onDone();
  }

  return (
    <form className={styles.form} onSubmit={apply}>
      <label className={styles.field}>
        From
        <input
          type="datetime-local"
          autoFocus
          required
          className={styles.input}
          value={from}
          onChange={(event) => setFrom(event.target.value)}
        />
      </label>
      <label className={styles.field}>
        To
        <input
          type="datetime-local"
          required
          className={styles.input}
          value={to}
          aria-describedby={`${id}-note`}
          onChange={(event) => setTo(event.target.value)}
        />
      </label>
      <p className={styles.note} id={`${id}-note`}>
        Your time zone, {timeZone}. At most 400 days.
      </p>
      {refused && (
        <p className={styles.refused} role="alert">
          The end has to come after the beginning, by 400 days at most.
        </p>
      )}
      <button type="submit" className={styles.apply}>
        Show this time
      </button>
    </form>
  );
}
