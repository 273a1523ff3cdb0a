import { vitals, type PageView } from "../../../../schema/wire.gen.ts";
import { formatDuration } from "../format/vital.ts";
import { VitalValue } from "../ui/VitalValue.tsx";
import { explain, type Fact, type Part } from "./explain.ts";
import styles from "./WhyList.module.css";

/** Each vital of a page view that can be explained, in words and with the parts of its time. */
export function WhyList({ view }: { view: PageView }) {
  const explained = vitals.flatMap(({ name, column }) => {
    const why = explain(name, view.attribution?.[name] ?? view.attribution?.[column]);
    return why === null ? [] : { name, value: view[column], why };
  });
  if (explained.length === 0) {
    return <p className={styles.none}>The browser gave no reasons. The SDK's core build does not collect them.</p>;
  }
  return (
    <dl className={styles.list}>
      {explained.map(({ name, value, why }) => (
        <div key={name} className={styles.why}>
          <dt>
            {name} <VitalValue vital={name} value={value} />
          </dt>
          <dd>
            {why.facts.map((fact) => (
              <FactLine key={`${fact.words} ${fact.code}`} fact={fact} />
            ))}
            <Parts parts={why.parts} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function FactLine({ fact: { words, code, after } }: { fact: Fact }) {
  return (
    <p>
      {words}{" "}
      {code !== undefined && (
        <code className={styles.code}>
          <bdi>{code}</bdi>
        </code>
      )}{" "}
      {after}
    </p>
  );
}

/** The parts in their order, as bars of one scale; the longest stands out. */
function Parts({ parts }: { parts: readonly Part[] }) {
  const longest = Math.max(...parts.map(({ milliseconds }) => milliseconds));
  return (
    <ul className={styles.parts}>
      {parts.map(({ name, milliseconds }) => (
        <li key={name} className={milliseconds === longest && longest > 0 ? styles.longest : undefined}>
          <span>{name}</span>
          <data value={milliseconds}>{formatDuration(milliseconds)}</data>
          <span className={styles.track} aria-hidden="true">
            <span style={{ inlineSize: `${longest > 0 ? (milliseconds / longest) * 100 : 0}%` }} />
          </span>
        </li>
      ))}
    </ul>
  );
}
