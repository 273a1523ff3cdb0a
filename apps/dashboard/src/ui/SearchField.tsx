import { useEffect, useState } from "react";
import styles from "./SearchField.module.css";

/** How long the typing has to rest before the link takes the text, in milliseconds. */
const rest = 200;

/** A field to search a list with. What is typed shows at once; the link, and with it the list, follows when typing rests. */
export function SearchField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (text: string) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);

  useEffect(() => {
    if (typed === null) return;
    const timer = setTimeout(() => {
      onChange(typed);
      setTyped(null);
    }, rest);
    return () => clearTimeout(timer);
    // onChange is new at every render; a text waits for its own rest only.
  }, [typed]);

  return (
    <input
      type="search"
      className={styles.search}
      aria-label={label}
      placeholder={label}
      value={typed ?? value}
      maxLength={200}
      onChange={(event) => setTyped(event.target.value)}
    />
  );
}
