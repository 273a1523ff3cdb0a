import { useRef, useState } from "react";
import styles from "./CopyField.module.css";

/** A line to copy. Where the page may not write to the clipboard, the line is selected instead. */
export function CopyField({ label, text }: { label: string; text: string }) {
  const line = useRef<HTMLElement>(null);
  const [outcome, setOutcome] = useState("");

  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome("Copied");
    } catch {
      if (line.current !== null) getSelection()?.selectAllChildren(line.current);
      setOutcome("Selected: press Ctrl+C");
    }
  }

  return (
    <div className={styles.field}>
      <code className={styles.line} ref={line} tabIndex={0} role="group" aria-label={label}>
        {text}
      </code>
      <button type="button" className={styles.copy} onClick={() => void copy()} aria-label={`Copy ${label}`}>
        {outcome === "" ? "Copy" : outcome}
      </button>
      <span className="visually-hidden" role="status">
        {outcome}
      </span>
    </div>
  );
}
