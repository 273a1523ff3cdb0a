import { useId } from "react";
import styles from "./Select.module.css";

interface Choice<Name extends string> {
  name: Name;
  title: string;
}

/** A choice of one among a few. The platform's own control: keyboard, screen readers and phones know it already. */
export function Select<Name extends string>({
  label,
  value,
  choices,
  onChange,
  quiet = false,
}: {
  label: string;
  value: Name | undefined;
  choices: readonly Choice<Name>[];
  onChange: (name: Name) => void;
  /** Without a frame, where the control stands inside a panel's heading. */
  quiet?: boolean;
}) {
  const id = useId();
  return (
    <span className={quiet ? `${styles.field} ${styles.quiet}` : styles.field}>
      <label className="visually-hidden" htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className={styles.select}
        value={value ?? ""}
        disabled={choices.length === 0}
        onChange={(event) => {
          const chosen = choices.find(({ name }) => name === event.target.value);
          if (chosen !== undefined) onChange(chosen.name);
        }}
      >
        {value === undefined && <option value="">{label}</option>}
        {choices.map(({ name, title }) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
      </select>
      <svg className={styles.arrow} viewBox="0 0 12 12" aria-hidden="true">
        <path d="m3 4.5 3 3 3-3" />
      </svg>
    </span>
  );
}
