import styles from "./Stack.module.css";

/** Where an error was thrown: its stack as the browser wrote it, or the place alone where there is no more. */
export function Stack({
  error,
}: {
  error: { stack: string | null; source: string | null; line: number | null; column: number | null };
}) {
  const { stack, source } = error;
  if (stack !== null && stack !== "") {
    return (
      <pre className={styles.stack} tabIndex={0} role="group" aria-label="Stack">
        {stack}
      </pre>
    );
  }
  if (source === null) return <p className={styles.none}>No stack was reported.</p>;
  return (
    <p className={styles.none}>
      No stack was reported. Thrown at{" "}
      <code>
        <bdi>{[source, error.line, error.column].filter((part) => part !== null).join(":")}</bdi>
      </code>
    </p>
  );
}
