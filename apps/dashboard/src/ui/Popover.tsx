import { createPortal } from "react-dom";
import { useId, useRef, useState, type ReactNode } from "react";
import styles from "./Popover.module.css";

const gap = 6;
const edge = 8;

/**
 * A button with a surface that opens above the page. The platform's own popover: Escape and a click elsewhere close
 * it, and the focus comes back to the button. The content is made when it opens, so that it asks nothing before. It
 * stands at the document's end, since the button may stand in a heading or a paragraph.
 */
export function Popover({
  label,
  button,
  buttonClass = styles.button,
  children,
}: {
  /** What the surface is, for screen readers. */
  label: string;
  button: ReactNode;
  buttonClass?: string | undefined;
  children: (close: () => void) => ReactNode;
}) {
  const id = useId();
  const opener = useRef<HTMLButtonElement>(null);
  const surface = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);

  function place() {
    if (opener.current === null || surface.current === null) return;
    const from = opener.current.getBoundingClientRect();
    const { offsetWidth, offsetHeight, style } = surface.current;
    const below = from.bottom + gap;
    const top = below + offsetHeight + edge <= innerHeight ? below : from.top - gap - offsetHeight;
    style.left = `${Math.max(edge, Math.min(from.left, innerWidth - offsetWidth - edge))}px`;
    style.top = `${Math.max(edge, Math.min(top, innerHeight - offsetHeight - edge))}px`;
  }

  return (
    <>
      <button ref={opener} type="button" className={buttonClass} popoverTarget={id} aria-expanded={open}>
        {button}
      </button>
      {createPortal(
        <div
          ref={surface}
          id={id}
          popover="auto"
          role="dialog"
          aria-label={label}
          className={styles.surface}
          onToggle={({ newState }) => {
            setOpen(newState === "open");
            if (newState === "open") requestAnimationFrame(place);
          }}
        >
          {open && children(() => surface.current?.hidePopover())}
        </div>,
        document.body,
      )}
    </>
  );
}
