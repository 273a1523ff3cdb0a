import { CopyField } from "../ui/CopyField.tsx";
import { addProjectCommand } from "./instructions.ts";
import styles from "./Onboarding.module.css";
import { ScriptTag } from "./ScriptTag.tsx";
import { WaitingFor } from "./WaitingFor.tsx";

/** A project that has never had a page view: what to do, and a sign that turns by itself. */
export function FirstView({ projectKey }: { projectKey: string }) {
  return (
    <article className={styles.card}>
      <h1 className={styles.title} tabIndex={-1}>
        Put the script on your pages
      </h1>
      <p className={styles.lead}>
        Paste this tag into the <code>&lt;head&gt;</code> of every page of <bdi>{projectKey}</bdi>, with the project's
        key in the place of <code>YOUR_KEY</code>.
      </p>
      <ScriptTag projectKey={projectKey} />
      <p className={styles.lead}>
        The key was printed, inside this same tag, when the project was added. A project for another website is added
        with:
      </p>
      <CopyField label="command that adds a project" text={addProjectCommand} />
      <WaitingFor>
        Waiting for the first page view. Open one of your pages: it appears here within a second or two.
      </WaitingFor>
    </article>
  );
}
