import { Popover } from "../ui/Popover.tsx";
import { Select } from "../ui/Select.tsx";
import { describeSpan } from "../view/describe.ts";
import { ranges } from "../view/ranges.ts";
import type { ChangeView } from "../view/useView.ts";
import type { View } from "../view/view.ts";
import { CustomTime } from "./CustomTime.tsx";
import styles from "./Header.module.css";

/** Which time is looked at: one of the usual ones, or a custom one. */
export function RangePicker({ view, onChange }: { view: View; onChange: ChangeView }) {
  const custom = { name: "custom", title: describeSpan(view) } as const;
  return (
    <div className={styles.range}>
      <Select
        label="Range"
        value={view.custom === undefined ? view.range : "custom"}
        choices={view.custom === undefined ? ranges : [...ranges, custom]}
        onChange={(range) => range !== "custom" && onChange({ range, custom: undefined })}
      />
      <Popover
        label="Custom time"
        buttonClass={styles.calendar}
        button={
          <>
            <svg viewBox="0 0 20 20" aria-hidden="true">
              <path d="M3 5.5h14V17H3zM3 9h14M6.5 3v4M13.5 3v4" />
            </svg>
            <span className="visually-hidden">Custom time</span>
          </>
        }
      >
        {(close) => <CustomTime view={view} onChange={onChange} onDone={close} />}
      </Popover>
    </div>
  );
}
